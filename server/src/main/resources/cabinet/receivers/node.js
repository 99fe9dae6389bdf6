const crypto = require("node:crypto");
const http = require("node:http");

const secret = process.env.WEBHOOK_SECRET;

function isGenuine({ signature, body }) {
  const expected = crypto.createHmac("sha256", secret).update(JSON.stringify(body)).digest();
  const given = Buffer.from(String(signature), "hex");
  return given.length === expected.length && crypto.timingSafeEqual(given, expected);
}

http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const notification = JSON.parse(Buffer.concat(parts));
    const genuine = isGenuine(notification);
    response.writeHead(genuine ? 204 : 403).end();
    if (genuine) console.log(notification.body.eventName, notification.body.roomId);
  });
}).listen(process.env.PORT || 3000);

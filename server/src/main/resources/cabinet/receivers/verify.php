<?php

$secret = getenv("WEBHOOK_SECRET");
$request = file_get_contents("php://input");

// {"signature":"<64 hex digits>","body":{...}}: what is signed are the bytes of the body
$signature = substr($request, 14, 64);
$body = substr($request, 87, -1);
$expected = hash_hmac("sha256", $body, $secret);

if (!hash_equals($expected, $signature)) {
    http_response_code(403);
    exit;
}

$event = json_decode($body, true);
error_log($event["eventName"] . " " . $event["roomId"]);
http_response_code(204);

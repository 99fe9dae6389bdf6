package dev.spacehook.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.HostAndPort;
import java.util.List;

/**
 * Refuses what two HTTP parsers may read as two different requests: {@code Content-Length} beside
 * {@code Transfer-Encoding} (RFC 9112, section 6.3, of which Netty drops the former) and folded header lines (section
 * 5.2, which Netty unfolds); a transfer coding other than {@code chunked} (section 6.3; Netty takes such a request to have
 * no body, and its body for the next request); no host, two, or what is none (section 3.2). Netty itself refuses a second
 * {@code Content-Length}. A target that is no URI is replaced by one that the front door answers: Quarkus would answer an
 * empty 400.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    private boolean inHead = true;
    private boolean startLineRead;
    private boolean refused;

    StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Content-Length beside Transfer-Encoding");
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        startLineRead = true;
        initialLine[1] = RequestPaths.decodable(initialLine[1]);
        return super.createMessage(initialLine);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && beginsFoldedLine(in)) {
            refuse(in, out);
            return;
        }
        int before = out.size();
        super.decode(context, in, out);
        for (int i = before; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest request && !isClear(request)) {
                List<Object> unwanted = out.subList(i, out.size());
                unwanted.forEach(ReferenceCountUtil::release);
                unwanted.clear();
                refuse(in, out);
                return;
            }
            follow(out.get(i));
        }
    }

    /** Whether its version, host and length are what every HTTP/1.1 parser takes them for. */
    private static boolean isClear(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            // refused already, with its reason
            return true;
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return request.protocolVersion().majorVersion() == 1
                && hosts.size() == 1
                && (hosts.getFirst().isEmpty() || HostAndPort.parseAuthority(hosts.getFirst(), -1) != null)
                && (codings.isEmpty()
                        || (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked")));
    }

    private void follow(Object decoded) {
        if (decoded instanceof HttpRequest) {
            inHead = false;
        }
        if (decoded instanceof LastHttpContent) {
            inHead = true;
            startLineRead = false;
        }
    }

    private void refuse(ByteBuf in, List<Object> out) {
        refused = true;
        in.skipBytes(in.readableBytes());
        HttpMessage invalid = createInvalidMessage();
        invalid.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("ambiguous head")));
        out.add(invalid);
        out.add(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** What is readable begins at the beginning of a line: Netty takes whole lines. The head ends at an empty one. */
    private boolean beginsFoldedLine(ByteBuf in) {
        int line = in.readerIndex();
        int end = in.writerIndex();
        while (line < end) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            int feed = in.indexOf(line, end, (byte) '\n');
            boolean empty = first == '\n' || (first == '\r' && feed == line + 1);
            // empty lines before a request are allowed (RFC 9112, section 2.2)
            if (feed < 0 || (empty && (startLineRead || line > in.readerIndex()))) {
                return false;
            }
            line = feed + 1;
        }
        return false;
    }
}

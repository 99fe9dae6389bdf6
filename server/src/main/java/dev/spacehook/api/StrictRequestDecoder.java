package dev.spacehook.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Refuses what two HTTP parsers may read as two different requests: {@code Content-Length} beside
 * {@code Transfer-Encoding} (RFC 9112, section 6.3, of which Netty drops the former) and folded header lines (section
 * 5.2, which Netty unfolds). Vert.x answers 400 and closes. Netty itself refuses a second {@code Content-Length}. A
 * target that is no URI is replaced by one that the front door answers: Quarkus would answer an empty 400.
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
            follow(out.get(i));
        }
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
        invalid.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("folded header line")));
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

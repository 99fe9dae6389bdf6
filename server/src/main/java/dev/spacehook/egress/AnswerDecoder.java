package dev.spacehook.egress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.regex.Pattern;

/** Netty's decoder of answers, strict about the status line and about bytes that nobody asked for. */
final class AnswerDecoder extends HttpResponseDecoder {

    private static final int LONGEST_LINE = 4_096;
    private static final int LARGEST_HEAD = 16_384;
    private static final int CHUNK = 16_384;

    private static final Pattern VERSION = Pattern.compile("HTTP/1\\.[0-9]");
    private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{2}");

    private final Connection connection;

    AnswerDecoder(Connection connection) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setMaxChunkSize(CHUNK)
                .setStrictLineParsing(false)
                .setUseRfc9112TransferEncoding(false));
        this.connection = connection;
    }

    /** Bytes go no further when they are unsolicited or too many. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes && !connection.expects(bytes.readableBytes())) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }

    /** Netty takes 2000, 99, +200 and HTTP/2.0 for what they are not. */
    @Override
    protected HttpMessage createMessage(String[] line) {
        if (!VERSION.matcher(line[0]).matches() || !STATUS.matcher(line[1]).matches()) {
            throw new IllegalArgumentException("not a status line");
        }
        return super.createMessage(line);
    }

    /** Netty drops what stands between the first white space of a field's name and the colon, and needs no colon then. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        int i = start + length;
        while (i < line.length && (line[i] == ' ' || line[i] == '\t')) {
            i++;
        }
        if (i == line.length || line[i] != ':') {
            throw new IllegalArgumentException("not a header field");
        }
        return super.splitHeaderName(line, start, length);
    }

    /** Chunks decide (RFC 9112, section 6.3), and the connection ends with this answer. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        clearContentLength();
        message.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        HttpUtil.setKeepAlive(message, false);
    }

    /** Whether bytes have come that belong to no answer read so far. */
    boolean hasMore() {
        return actualReadableBytes() > 0;
    }
}

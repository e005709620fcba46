package io.seriba.gateway.ws;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static io.netty.handler.codec.http.HttpHeaderNames.WWW_AUTHENTICATE;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's first and only HTTP request: it becomes a WebSocket, or gets an HTTP error that
 * says why not, and ends.
 *
 * <p>The token comes in the header {@code Authorization: Bearer TOKEN}. A browser's page can't set
 * that; it offers two sub-protocols, {@code seriba.json} and {@code bearer.TOKEN}, of which the
 * gateway picks the first. A token in the URL is refused: URLs end up in logs and histories.
 */
// what Netty's futures would tell comes as channelInactive or exceptionCaught
@SuppressWarnings("FutureReturnValueIgnored")
final class Handshake extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
  private static final String BEARER_PROTOCOL = "bearer.";
  private static final String BEARER = "Bearer ";
  private static final String VERSION = "13";

  private final Loop loop;
  private final Tokens tokens;
  private final Admission.Verdict verdict;
  private @Nullable ScheduledFuture<?> timeout;
  private boolean answered;

  Handshake(Loop loop, Tokens tokens, Admission.Verdict verdict) {
    this.loop = loop;
    this.tokens = tokens;
    this.verdict = verdict;
  }

  /** An HTTP error, as an exception so that each check can end the whole. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    final transient HttpResponseStatus status;
    final String text;

    RefusedException(HttpResponseStatus status, String text) {
      super(text, null, false, false);
      this.status = status;
      this.text = text;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout =
        ctx.executor()
            .schedule(
                () -> {
                  loop.counters().handshakesRefused.increment();
                  ctx.close();
                },
                loop.options().handshakeTime().toNanos(),
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancelTimeout();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelTimeout();
    ctx.fireChannelInactive();
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (answered) {
      // a client has to wait for the answer: whatever this is, it isn't what it should be
      ReferenceCountUtil.release(message);
      ctx.close();
    } else {
      super.channelRead(ctx, message);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    answered = true;
    try {
      checkAdmission();
      checkRequest(request);
      Identity identity = identity(request.headers());
      upgrade(ctx, request, identity);
    } catch (RefusedException e) {
      refuse(ctx, e.status, e.text);
    }
  }

  private void checkAdmission() throws RefusedException {
    if (!loop.isServing()) {
      throw new RefusedException(HttpResponseStatus.SERVICE_UNAVAILABLE, "the gateway has stopped");
    }
    switch (verdict) {
      case TAKE -> {}
      case TOO_MANY_FROM_ADDRESS ->
          throw new RefusedException(
              HttpResponseStatus.TOO_MANY_REQUESTS, "too many connections from your address");
      case TOO_MANY, CUT_OFF ->
          throw new RefusedException(
              HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections");
    }
  }

  private void checkRequest(FullHttpRequest request) throws RefusedException {
    if (request.decoderResult().isFailure()) {
      throw new RefusedException(HttpResponseStatus.BAD_REQUEST, "not a valid HTTP request");
    }
    String uri = request.uri();
    int query = uri.indexOf('?');
    if (!loop.options().path().equals(query < 0 ? uri : uri.substring(0, query))) {
      throw new RefusedException(
          HttpResponseStatus.NOT_FOUND, "the WebSocket is at " + loop.options().path());
    }
    if (query >= 0) {
      throw new RefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "no query here; a token goes into the header Authorization: Bearer TOKEN, or into the"
              + " sub-protocols seriba.json, bearer.TOKEN");
    }
    HttpHeaders headers = request.headers();
    if (!HttpMethod.GET.equals(request.method())
        || !headers.containsValue(CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !headers.containsValue(UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || !VERSION.equals(headers.get(SEC_WEBSOCKET_VERSION))) {
      throw new RefusedException(
          HttpResponseStatus.UPGRADE_REQUIRED, "only WebSocket, version 13, is spoken here");
    }
    if (headers.get(SEC_WEBSOCKET_KEY) == null) {
      throw new RefusedException(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key is missing");
    }
    String origin = headers.get(ORIGIN);
    if (origin != null
        && !loop.options().origins().isEmpty()
        && !loop.options().origins().contains(origin)) {
      throw new RefusedException(HttpResponseStatus.FORBIDDEN, "pages of this origin may not");
    }
  }

  private Identity identity(HttpHeaders headers) throws RefusedException {
    List<String> found = new ArrayList<>(1);
    for (String authorization : headers.getAll(AUTHORIZATION)) {
      if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        throw new RefusedException(
            HttpResponseStatus.UNAUTHORIZED, "Authorization must be Bearer TOKEN");
      }
      found.add(authorization.substring(BEARER.length()).strip());
    }
    for (String header : headers.getAll(SEC_WEBSOCKET_PROTOCOL)) {
      for (String protocol : header.split(",", -1)) {
        if (protocol.strip().startsWith(BEARER_PROTOCOL)) {
          found.add(protocol.strip().substring(BEARER_PROTOCOL.length()));
        }
      }
    }
    if (found.size() > 1) {
      throw new RefusedException(HttpResponseStatus.BAD_REQUEST, "more than one token");
    }
    if (found.isEmpty()) {
      if (loop.options().anonymousViewers()) {
        return Identity.ANONYMOUS;
      }
      throw new RefusedException(HttpResponseStatus.UNAUTHORIZED, "a token is required");
    }
    try {
      return tokens.verify(found.getFirst());
    } catch (TokenRefusedException e) {
      throw new RefusedException(HttpResponseStatus.UNAUTHORIZED, e.reason());
    }
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, Identity identity) {
    WebSocketDecoderConfig frames =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(loop.options().maxFrameBytes())
            .closeOnProtocolViolation(false)
            .build();
    new WebSocketServerHandshaker13(loop.options().path(), WebSocketGateway.PROTOCOL, frames)
        .handshake(ctx, request)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                ctx.close();
              } else if (loop.isServing() && ctx.channel().isActive()) {
                begin(ctx, identity);
              } else {
                ctx.close();
              }
            });
  }

  private void begin(ChannelHandlerContext ctx, Identity identity) {
    Session session = loop.newSession(identity, ctx.channel());
    ctx.pipeline().addBefore(ctx.name(), "utf8", new Utf8FrameValidator(false));
    ctx.pipeline().replace(this, "session", session);
    loop.begin(session);
  }

  private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String text) {
    loop.counters().handshakesRefused.increment();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            ctx.alloc().buffer().writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8)));
    HttpHeaders headers = response.headers();
    headers.set(CONTENT_TYPE, "text/plain; charset=utf-8");
    headers.set(CONTENT_LENGTH, response.content().readableBytes());
    headers.set(CONNECTION, HttpHeaderValues.CLOSE);
    if (status.equals(HttpResponseStatus.UNAUTHORIZED)) {
      headers.set(WWW_AUTHENTICATE, "Bearer");
    } else if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      headers.set(UPGRADE, HttpHeaderValues.WEBSOCKET);
      headers.set(SEC_WEBSOCKET_VERSION, VERSION);
    } else if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)
        || status.equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
      headers.set(RETRY_AFTER, 5);
    }
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.debug("no handshake: {}", cause.toString());
    } else {
      LOG.error("handshake failed", cause);
    }
    ctx.close();
  }
}

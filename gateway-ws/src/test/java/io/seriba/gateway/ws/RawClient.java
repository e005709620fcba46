package io.seriba.gateway.ws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A client that says whatever bytes a test wants, right or wrong. */
final class RawClient implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  /** A frame from the gateway. */
  static final class Frame {
    private final int opcode;
    private final byte[] payload;

    private Frame(int opcode, byte[] payload) {
      this.opcode = opcode;
      this.payload = payload;
    }

    int opcode() {
      return opcode;
    }

    byte[] payload() {
      return payload;
    }

    String text() {
      return new String(payload, UTF_8);
    }

    int closeCode() {
      assertEquals(CLOSE, opcode, this::text);
      return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    }
  }

  /**
   * Little, but room for a few segments: in less than that, the kernel drops what arrives and waits
   * ever longer before it sends it again.
   */
  private static final int NARROW = 16 << 10;

  RawClient(int port) {
    this(port, 1 << 16);
  }

  /**
   * @param receiveBuffer bytes that the system takes while nobody reads
   */
  private RawClient(int port, int receiveBuffer) {
    try {
      socket = new Socket();
      socket.setReceiveBufferSize(receiveBuffer);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Await.SECONDS));
      out = socket.getOutputStream();
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects and gets through the handshake and the welcome, without a token. */
  static RawClient upgraded(int port) {
    return new RawClient(port).upgraded();
  }

  /** The same, with as little as possible between the gateway and a client that doesn't read. */
  static RawClient upgradedNarrow(int port) {
    return new RawClient(port, NARROW).upgraded();
  }

  private RawClient upgraded() {
    assertEquals("101", handshake("").substring(9, 12));
    assertEquals(TEXT, frame().opcode());
    return this;
  }

  /** Sends a right handshake with more headers, each ended by CR LF, and returns the answer. */
  String handshake(String headers) {
    send(request("GET /ws HTTP/1.1", headers));
    return response();
  }

  static String request(String line, String headers) {
    return line
        + "\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        + headers
        + "\r\n";
  }

  void send(String text) {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one HTTP response, head and body. */
  String response() {
    try {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readByte());
      }
      String length = head.toString().toLowerCase(Locale.ROOT);
      int at = length.indexOf("content-length: ");
      if (at >= 0) {
        int end = length.indexOf('\r', at);
        byte[] body = new byte[Integer.parseInt(length.substring(at + 16, end))];
        in.readFully(body);
        head.append(new String(body, UTF_8));
      }
      return head.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void text(String text) {
    frame(true, TEXT, text.getBytes(UTF_8));
  }

  /** Sends a frame, masked with zeros. */
  void frame(boolean last, int opcode, byte[] payload) {
    send(encoded(last, opcode, payload));
  }

  static byte[] encoded(boolean last, int opcode, byte[] payload) {
    int extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
    byte[] frame = new byte[2 + extended + 4 + payload.length];
    frame[0] = (byte) (opcode | (last ? 0x80 : 0));
    frame[1] = (byte) (0x80 | (extended == 0 ? payload.length : extended == 2 ? 126 : 127));
    for (int i = 0; i < extended; i++) {
      frame[1 + extended - i] = (byte) ((long) payload.length >> (8 * i));
    }
    System.arraycopy(payload, 0, frame, 2 + extended + 4, payload.length);
    return frame;
  }

  /** Reads the next frame. */
  Frame frame() {
    try {
      int opcode = in.readByte() & 0x0F;
      long length = in.readByte() & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[(int) length];
      in.readFully(payload);
      return new Frame(opcode, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads up to the close frame and returns its code. */
  int closeCode() {
    Frame frame = frame();
    while (frame.opcode() != CLOSE) {
      frame = frame();
    }
    return frame.closeCode();
  }

  /** Waits for the connection's end, however it ends. */
  void awaitEnd() {
    try {
      while (true) {
        in.readByte();
      }
    } catch (EOFException end) {
      return;
    } catch (IOException e) {
      assertEquals("Connection reset", e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

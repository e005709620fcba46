package io.seriba.persistence.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets that can be closed while another thread writes to a peer that takes nothing. One of TLS
 * sends a farewell first, and waits for its turn to do so for ever, unless it lingers: see {@code
 * SSLSocketImpl.closeNotify}. Public for the PostgreSQL driver, which makes one by its name.
 */
public final class LingeringSockets extends SocketFactory {
  private static final int LINGER_SECONDS = 1;

  @Override
  public Socket createSocket() throws SocketException {
    Socket socket = new Socket();
    socket.setSoLinger(true, LINGER_SECONDS);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(InetAddress.getByName(host), port, localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    Socket socket = createSocket();
    socket.bind(new InetSocketAddress(localHost, localPort));
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }
}

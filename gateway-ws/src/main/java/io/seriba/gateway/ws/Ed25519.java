package io.seriba.gateway.ws;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.CriticalHeaderParamsDeferral;
import com.nimbusds.jose.crypto.impl.EdDSAProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/**
 * Ed25519 for nimbus-jose-jwt by the JDK's own provider; the library's own classes for it ask for
 * Tink.
 */
final class Ed25519 {

  private Ed25519() {}

  /** Checks signatures. Thread-safe. */
  static final class Verifier extends EdDSAProvider implements JWSVerifier {
    private final CriticalHeaderParamsDeferral critical = new CriticalHeaderParamsDeferral();
    private final PublicKey key;

    Verifier(PublicKey key) {
      this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] content, Base64URL signature)
        throws JOSEException {
      if (!critical.headerPasses(header)) {
        return false;
      }
      try {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(key);
        ed25519.update(content);
        return ed25519.verify(signature.decode());
      } catch (SignatureException malformed) {
        return false;
      } catch (GeneralSecurityException e) {
        throw new JOSEException(e.getMessage(), e);
      }
    }
  }

  /** Signs. Thread-safe. */
  static final class Signer extends EdDSAProvider implements JWSSigner {
    private final PrivateKey key;

    Signer(PrivateKey key) {
      this.key = key;
    }

    @Override
    public Base64URL sign(JWSHeader header, byte[] content) throws JOSEException {
      try {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(key);
        ed25519.update(content);
        return Base64URL.encode(ed25519.sign());
      } catch (GeneralSecurityException e) {
        throw new JOSEException(e.getMessage(), e);
      }
    }
  }
}

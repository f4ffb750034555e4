import DubanTestKit
import NIOSSL

/// A certificate for `localhost` and its key, made for these tests and of no use elsewhere.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBnDCCAUGgAwIBAgIUGU65x2+gN04sBLNesLP3qcqMMI8wCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDIzNTkxM1oYDzIxMjYxMDMx
        MjM1OTEzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAARL+W+u3xGpPxMm2jOYlHQqkJK6a8yADjsArhaxukJ9OFXI7j0kk1/g
        Jx22EPie1O+lQbubfDMFhIlalY66UWx4o28wbTAdBgNVHQ4EFgQUJVpo0IDxDHdZ
        axdLw+yJ6x+ntT4wHwYDVR0jBBgwFoAUJVpo0IDxDHdZaxdLw+yJ6x+ntT4wDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSQAwRgIhAN0EKxaqz9TkwLMJNNwJ9t1CIc5mLGzghKXM6aROndprAiEA
        g2dsGV4wKrYKZuolyFknDB4ygdCLsEaWGxOFghRs6og=
        -----END CERTIFICATE-----
        """

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgc1dp6/XPFC5w9RQm
        Rm4zNCKvRpdnHEz5jpDS6otUv26hRANCAARL+W+u3xGpPxMm2jOYlHQqkJK6a8yA
        DjsArhaxukJ9OFXI7j0kk1/gJx22EPie1O+lQbubfDMFhIlalY66UWx4
        -----END PRIVATE KEY-----
        """

    /// What a server on this machine encrypts with.
    static func serverContext() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { NIOSSLCertificateSource.certificate($0) }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        return try NIOSSLContext(configuration: configuration)
    }

    /// The certificate as a file, for who is to trust it.
    static func file(in folder: ScratchFolder) throws -> String { try folder.write("authority.pem", certificate + "\n") }
}

/// What all connections of one engine share; used by one thread at a time.
final class SharedState {
    let certificates = CertificateStore()
    let keys: KeyMaterial
    /// Every message goes into the reports, for whoever wants to see the handshake and not only what came of it.
    let keepsEvents: Bool

    init(keys: KeyMaterial, keepsEvents: Bool) {
        self.keys = keys
        self.keepsEvents = keepsEvents
    }
}

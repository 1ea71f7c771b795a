internal import TLSWire

extension ConnectionReport {
    /// By which key logs name the connection; `nil` where its messages were not kept.
    public var clientRandomBytes: [UInt8]? {
        for event in events {
            if case .message(.clientHello(let hello)) = event.kind { return Array(hello.random.bytes) }
        }
        return nil
    }
}

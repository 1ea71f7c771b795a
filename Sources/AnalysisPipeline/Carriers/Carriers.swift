/// Every kind of carrier that is looked for, beside TCP: a new one is a folder here, and a name in one of these lists.
///
/// They are asked in this order, so what is surest of itself comes first.
enum Carriers {
    /// Of datagrams and frames.
    static var datagrams: [any Carrier.Type] {
        [EAPOLCarrier.self, RADIUSCarrier.self, QUICCarrier.self, DTLSCarrier.self, OpenVPNCarrier.self]
    }
    /// Framings inside TCP streams.
    static var framings: [any StreamUnwrapper.Type] { [TDSFraming.self, OpenVPNFraming.self] }
}

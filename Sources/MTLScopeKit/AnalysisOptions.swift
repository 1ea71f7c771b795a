internal import AnalysisPipeline

/// Which packets are looked at, the secrets that open them, and what is checked.
///
/// Each property has the default of the command's option. Paths are those of files or, where it says so, folders.
public struct AnalysisOptions: Hashable, Sendable {
    /// Whether the signatures are checked by which both sides prove that they have their keys.
    public enum Signatures: String, CaseIterable, Hashable, Sendable {
        /// Of live packets and streams, as far as a tenth of a processor goes, and of files of up to 64 MiB in all.
        case auto
        case always
        case never
    }

    /// A filter in the language of tcpdump; `nil` for every packet.
    public var filter: String?
    /// Key logs (RFC 9850).
    ///
    /// Secrets that a pcapng file carries are used in any case.
    public var keyLogs: [String] = []
    /// Files of keys that protect OpenVPN's control channel: static keys, keys of tls-crypt-v2, or profiles that hold one.
    public var openVPNKeys: [String] = []
    /// Files and folders of certificates, PEM or DER, that clients' chains have to lead to; none: chains are not checked.
    public var clientAuthorities: [String] = []
    /// The same for servers' chains.
    public var serverAuthorities: [String] = []
    /// Files and folders of revocation lists, PEM or DER; used with either authorities.
    public var revocationLists: [String] = []
    /// Names one of which a client's certificate has to have; none: any will do.
    public var expectedClients: [String] = []
    /// Certificates that clients may have presented where TLS 1.3 hides which.
    public var knownCertificates: [String] = []
    public var signatures = Signatures.auto
    /// What connections may take of memory, in bytes, at least 128 MiB; what has shown least is given up first.
    public var memoryLimit = MemoryPlan.defaultBytes
    /// How many threads share the work; 0 chooses by the captures' size and the processors, and is 1 for interfaces.
    public var threads = 0
    /// Whether reports keep every message, for ``Report/jsonWithMessages``; it takes some ten times the memory.
    public var keepsMessages = false

    public init() {}

    var checks: CertificateChecks {
        var checks = CertificateChecks()
        checks.signatures =
            switch signatures {
            case .auto: .auto
            case .always: .always
            case .never: .never
            }
        checks.clientAuthorities = clientAuthorities
        checks.serverAuthorities = serverAuthorities
        checks.revocationLists = revocationLists
        checks.expectedClients = expectedClients
        checks.knownCertificates = knownCertificates
        return checks
    }

    var memory: MemoryPlan { MemoryPlan(bytes: max(memoryLimit, MemoryPlan.leastBytes)) }
}

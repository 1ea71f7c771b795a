import TLSWire

/// A CertificateRequest after the handshake, and the client's answer to it (RFC 9846, section 4.7.2).
///
/// Both lie among the application's data, so what only looks like them is never far.
struct PostHandshake: Hashable, Sendable {
    /// The place of the request among all records.
    let request: Int
    /// The places of the answer's first and last records.
    let first: Int
    let last: Int
    let isPresented: Bool
    let certificate: Int
    let verify: ClosedRange<Int>?

    /// OpenSSL's context; nobody is known to send another size.
    private static let contextSize = 32
    /// A CertificateRequest with that context and one signature scheme.
    private static func smallestRequest(_ arithmetic: RecordArithmetic) -> Int {
        arithmetic.header + 1 + contextSize + 2 + 8
    }

    /// Looks after `start`, the place of the client's Finished; `nil` if no record of the server is followed by
    /// records of the client that make an answer.
    init?(_ records: EncryptedRecords, after start: Int, _ arithmetic: RecordArithmetic) {
        var index = start + 1
        while index + 2 < records.count {
            defer { index += 1 }
            guard records.sender(at: index) == .server,
                arithmetic.longestMessage(in: records.length(at: index)) >= Self.smallestRequest(arithmetic),
                records.sender(at: index + 1) == .client, records.sender(at: index + 2) == .client
            else { continue }
            if let answer = Self.answer(records, request: index, arithmetic) {
                self = answer
                return
            }
        }
        return nil
    }

    private init(request: Int, last: Int, isPresented: Bool, certificate: Int, verify: ClosedRange<Int>?) {
        self.request = request
        first = request + 1
        self.last = last
        self.isPresented = isPresented
        self.certificate = certificate
        self.verify = verify
    }

    private static func answer(
        _ records: EncryptedRecords,
        request: Int,
        _ arithmetic: RecordArithmetic
    ) -> PostHandshake? {
        let certificate = arithmetic.longestMessage(in: records.length(at: request + 1))
        if certificate == arithmetic.emptyCertificate + contextSize {
            guard isFinished(records, request + 2, arithmetic) else { return nil }
            return PostHandshake(
                request: request,
                last: request + 2,
                isPresented: false,
                certificate: certificate,
                verify: nil
            )
        }
        guard certificate >= arithmetic.smallestCertificate + contextSize, request + 3 < records.count,
            let verify = arithmetic.messages(in: records.length(at: request + 2), .none),
            SignatureKind.of(certificateVerify: verify, around: arithmetic.aroundSignature).isPossible,
            isFinished(records, request + 3, arithmetic)
        else { return nil }
        return PostHandshake(
            request: request,
            last: request + 3,
            isPresented: true,
            certificate: certificate,
            verify: verify
        )
    }

    private static func isFinished(
        _ records: EncryptedRecords,
        _ index: Int,
        _ arithmetic: RecordArithmetic
    ) -> Bool {
        records.sender(at: index) == .client
            && arithmetic.holds(records.length(at: index), arithmetic.finished, .none)
    }

    /// Whether a record of the client after the handshake could be such an answer in one piece.
    static func mayBeAnswered(
        _ records: EncryptedRecords,
        after start: Int,
        _ arithmetic: RecordArithmetic
    ) -> Bool {
        let declined = arithmetic.emptyCertificate + contextSize + arithmetic.finished
        let presented = arithmetic.smallestCertificate + contextSize + 72 + arithmetic.finished
        var index = start + 1
        while index < records.count {
            defer { index += 1 }
            guard records.sender(at: index) == .client else { continue }
            let size = arithmetic.longestMessage(in: records.length(at: index))
            if size == declined || size >= presented { return true }
        }
        return false
    }
}

import Foundation
import OpenSSLHandles
import TestSupport
import Testing

/// Whom OpenSSL trusts, and for how long its answers hold.
@Suite struct `Store of authorities` {
    private static func read(_ name: String) throws -> [UInt8] {
        let file = Command.packageFolder.appendingPathComponent("captures/pki/" + name)
        return [UInt8](try Data(contentsOf: file))
    }

    /// The certificates of a PEM file, in DER.
    private static func certificates(_ name: String) throws -> [[UInt8]] {
        let text = String(decoding: try read(name), as: UTF8.self)
        return text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().map { block in
            let base64 = block.components(separatedBy: "-----END")[0].filter { !$0.isWhitespace }
            return [UInt8](Data(base64Encoded: base64) ?? Data())
        }
    }

    private static func store(_ authorities: String = "root.pem", crl: String? = nil) throws -> X509Store {
        let store = try #require(X509Store())
        try store.addAuthorities(read(authorities))
        if let crl { try store.addRevocationLists(read(crl)) }
        return store
    }

    private static let now: Int64 = 1_795_000_000  // 2026-11-18
    /// The test certificates' own bounds: 2020-01-01, 2021-01-01 and 2099-12-31.
    private static let issued: Int64 = 1_577_836_800
    private static let expired: Int64 = 1_609_459_200
    private static let end: Int64 = 4_102_358_400

    @Test func `answers for as long as nothing turns`() throws {
        let chain = try Self.certificates("client-expired.pem")
        let store = try Self.store()
        for (moment, code, holds) in [
            (Self.issued - 1, 9, Int64.min..<Self.issued), (Self.issued, 0, Self.issued..<Self.expired),
            (Self.expired - 1, 0, Self.issued..<Self.expired), (Self.expired, 10, Self.expired..<Self.end),
            (Self.now, 10, Self.expired..<Self.end), (Self.end, 10, Self.end..<Int64.max),
        ] {
            let answer = try #require(
                store.verify(chain, for: .client, at: moment, checkingRevocation: .none)
            )
            var found = 0
            if case .refused(let number, _, _) = answer.outcome { found = number }
            // Below the root's own beginning OpenSSL names the certificate that it sees first.
            #expect(found == code, "at \(moment)")
            #expect(answer.holds == holds, "at \(moment)")
        }
    }

    @Test func `asks for the purpose of the side`() throws {
        let store = try Self.store()
        for (name, purpose, code) in [
            ("client-rsa.pem", X509Store.Purpose.client, 0), ("client-rsa.pem", .server, 26),
            ("server-rsa.pem", .server, 0), ("server-rsa.pem", .client, 26),
            ("client-wrong-purpose.pem", .client, 26),
        ] {
            let answer = try #require(
                store.verify(
                    try Self.certificates(name),
                    for: purpose,
                    at: Self.now,
                    checkingRevocation: .none
                )
            )
            var found = 0
            if case .refused(let number, _, _) = answer.outcome { found = number }
            #expect(found == code, "\(name)")
        }
    }

    @Test func `wants a list for every certificate of the chain`() throws {
        let chain = try Self.certificates("client-under-intermediate.chain.pem")
        #expect(chain.count == 2)
        let store = try Self.store(crl: "root.crl.pem")
        func outcome(_ revocation: X509Store.Revocation) -> X509Store.Outcome? {
            store.verify(chain, for: .client, at: Self.now, checkingRevocation: revocation)?.outcome
        }
        #expect(outcome(.none) == .trusted)
        #expect(outcome(.chain) == .refused(code: 3, text: "unable to get certificate CRL", depth: 0))
        try store.addRevocationLists(Self.read("intermediate.crl.pem"))
        #expect(outcome(.chain) == .trusted)
        #expect(outcome(.leaf) == .trusted)
    }

    @Test func `takes the order of what is sent as it comes, and strangers with it`() throws {
        let store = try Self.store()
        let leaf = try Self.certificates("client-under-intermediate.pem")[0]
        let middle = try Self.certificates("intermediate.pem")[0]
        let strangers = try Self.certificates("many-authorities.pem")
        for others in [[middle], strangers + [middle], [middle] + strangers, [middle, [], [0x30], middle]] {
            let answer = store.verify([leaf] + others, for: .client, at: Self.now, checkingRevocation: .none)
            #expect(answer?.outcome == .trusted)
        }
    }

    @Test func `says nothing of what cannot be read, whatever it is`() throws {
        let store = try Self.store()
        #expect(store.verify([], for: .client, at: Self.now, checkingRevocation: .none) == nil)
        #expect(store.verify([[]], for: .client, at: Self.now, checkingRevocation: .none) == nil)
        let leaf = try Self.certificates("client-rsa.pem")[0]
        for length in stride(from: 0, to: leaf.count, by: 7) {
            let cut = Array(leaf[..<length])
            #expect(store.verify([cut], for: .client, at: Self.now, checkingRevocation: .none) == nil)
        }
        var trusted = 0
        for index in leaf.indices {
            var damaged = leaf
            damaged[index] ^= 0x04
            let answer = store.verify([damaged], for: .client, at: Self.now, checkingRevocation: .none)
            if answer?.outcome == .trusted { trusted += 1 }
        }
        // Every byte is signed, or is the signature.
        #expect(trusted == 0)
    }

    @Test func `refuses files that hold something else`() throws {
        let store = try #require(X509Store())
        #expect(throws: X509Store.ContentError.nothingFound) { try store.addAuthorities([]) }
        #expect(throws: X509Store.ContentError.nothingFound) {
            try store.addAuthorities(Self.read("root.crl.pem"))
        }
        #expect(throws: X509Store.ContentError.nothingFound) {
            try store.addRevocationLists(Self.read("root.pem"))
        }
        #expect(throws: X509Store.ContentError.malformed(block: 1)) {
            try store.addAuthorities(
                Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
            )
        }
        let text = Array("text before\n".utf8)
        #expect(try store.addAuthorities(text + Self.read("many-authorities.pem") + text) == 151)
    }
}

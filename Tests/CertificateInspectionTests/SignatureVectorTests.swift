import Foundation
import OpenSSLHandles
import TestSupport
import Testing

/// What `openssl` signs is checked, and what it did not sign is not taken for it.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct `Public key` {
    struct Row: CustomTestStringConvertible, Sendable {
        let key: [String]
        let sign: [String]
        let method: SignatureMethod
        var testDescription: String { (key + sign).joined(separator: " ") }

        init(_ key: [String], _ sign: [String], _ method: SignatureMethod) {
            self.key = key
            self.sign = sign
            self.method = method
        }
    }

    private static func curve(_ name: String) -> [String] {
        ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:\(name)"]
    }

    private static let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
    private static let rsaPSS = ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]
    private static let dsa = ["DSA"]
    private static let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]

    static let rows = [
        Row(rsa, ["-sha256"], .rsaPKCS1(.sha256)), Row(rsa, ["-sha384"], .rsaPKCS1(.sha384)),
        Row(rsa, ["-sha512"], .rsaPKCS1(.sha512)), Row(rsa, ["-sha224"], .rsaPKCS1(.sha224)),
        Row(rsa, ["-sha1"], .rsaPKCS1(.sha1)), Row(rsa, ["-md5"], .rsaPKCS1(.md5)),
        Row(rsa, ["-md5-sha1"], .rsaPKCS1(.md5SHA1)), Row(rsa, ["-sha256"] + pss, .rsaPSS(.sha256)),
        Row(rsa, ["-sha384"] + pss, .rsaPSS(.sha384)), Row(rsa, ["-sha512"] + pss, .rsaPSS(.sha512)),
        Row(rsaPSS, ["-sha256"] + pss, .rsaPSS(.sha256)), Row(curve("P-256"), ["-sha256"], .ecdsa(.sha256)),
        Row(curve("P-256"), ["-sha1"], .ecdsa(.sha1)), Row(curve("P-384"), ["-sha384"], .ecdsa(.sha384)),
        Row(curve("P-521"), ["-sha512"], .ecdsa(.sha512)),
        Row(curve("brainpoolP256r1"), ["-sha256"], .ecdsa(.sha256)),
        Row(dsa, ["-sha1"], .dsa(.sha1)), Row(dsa, ["-sha256"], .dsa(.sha256)),
        Row(["-algorithm", "ED25519"], ["-rawin"], .intrinsic),
        Row(["-algorithm", "ED448"], ["-rawin"], .intrinsic),
    ]

    private static let content = Array("TLS 1.3, client CertificateVerify".utf8)

    private static func openssl(_ arguments: [String]) throws -> Command {
        try Command.run(URL(fileURLWithPath: "/usr/bin/openssl"), arguments)
    }

    /// The public key in DER, and the signature of the content.
    private static func make(
        _ row: Row,
        in folder: TemporaryFolder
    ) throws -> (key: [UInt8], signature: [UInt8]) {
        let key = folder.write([], to: "key")
        let content = folder.write(Self.content, to: "content")
        let isDSA = row.key == dsa
        let making =
            isDSA ? ["dsaparam", "-genkey", "-out", key, "1024"] : ["genpkey"] + row.key + ["-out", key]
        try #require(try openssl(making).status == 0)
        let publicKey = try openssl(["pkey", "-in", key, "-pubout", "-outform", "DER"])
        let signing =
            row.sign.first == "-rawin"
            ? ["pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", content]
            : ["dgst", "-sign", key] + row.sign + [content]
        let signature = try openssl(signing)
        try #require(signature.status == 0, "\(signature.errorText)")
        return (publicKey.output, signature.output)
    }

    @Test(arguments: rows) func `checks what it signed`(_ row: Row) throws {
        let (der, signature) = try Self.make(row, in: TemporaryFolder())
        let key = try PublicKeyHandle(subjectPublicKeyInfo: der.span)
        func check(_ signature: [UInt8], _ content: [UInt8]) -> PublicKeyHandle.Outcome {
            key.check(signature.span, of: content.span, by: row.method)
        }
        #expect(check(signature, Self.content) == .holds)
        #expect(check(signature, Self.content + [0]) == .doesNotHold)
        #expect(check([], Self.content) == .doesNotHold)
        #expect(check(signature, []) == .doesNotHold)
        #expect(check(signature + [0], Self.content) == .doesNotHold)
        for index in signature.indices {
            var forged = signature
            forged[index] ^= 0x10
            #expect(check(forged, Self.content) == .doesNotHold, "byte \(index)")
            #expect(check(Array(signature[..<index]), Self.content) == .doesNotHold, "\(index) bytes")
        }
        // A method of another kind of key, or of another hash.
        let others: [SignatureMethod] = [
            .rsaPKCS1(.sha384), .rsaPKCS1(.sha256), .rsaPSS(.sha256), .ecdsa(.sha256), .dsa(.sha256),
            .intrinsic,
        ]
        for method in others where method != row.method {
            #expect(key.check(signature.span, of: Self.content.span, by: method) != .holds)
        }
    }

    @Test func `is refused when it is damaged, or followed by something`() throws {
        let (der, signature) = try Self.make(Self.rows[11], in: TemporaryFolder())
        for length in der.indices {
            #expect(throws: OpenSSLError.self) {
                _ = try PublicKeyHandle(subjectPublicKeyInfo: Array(der[..<length]).span)
            }
        }
        #expect(throws: OpenSSLError.trailingBytes(1)) {
            _ = try PublicKeyHandle(subjectPublicKeyInfo: (der + [0]).span)
        }
        for index in der.indices {
            for bit in [UInt8(0x01), 0x80] {
                var damaged = der
                damaged[index] ^= bit
                guard let key = try? PublicKeyHandle(subjectPublicKeyInfo: damaged.span) else { continue }
                let outcome = key.check(signature.span, of: Self.content.span, by: .ecdsa(.sha256))
                // The type's parameters and the form of the point may change in ways that mean the same.
                if outcome == .holds { #expect(index < der.count - 64, "byte \(index)") }
            }
        }
    }
}

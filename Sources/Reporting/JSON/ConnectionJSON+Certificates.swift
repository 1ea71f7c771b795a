internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

extension JSONWriter {
    // Optional facts are looked at field by field where they lie: a copy would count references.

    /// Writes a CertificateRequest; of an inferred one, only where it was and at what stage can be known.
    mutating func certificateRequest(_ report: ConnectionReport) {
        guard let packet = report.certificateRequest?.packet, let stage = report.certificateRequest?.stage
        else {
            return nullField("certificate_request")
        }
        open(#""certificate_request":{"frame":"#, at: packet)
        if stage == .handshake {
            field("stage", "handshake" as StaticString)
        } else {
            field("stage", token: stage.rawValue)
        }
        if report.certificateRequest?.basis == .inferred {
            field("inferred", true)
            nullField("certificate_types")
            nullField("signature_algorithms")
            nullField("certificate_authorities")
        } else {
            field("inferred", false)
            let lists = report.certificateRequest.map { ObjectIdentifier($0.requested) }
            if let lists, !appendRemembered(lists) { write(report.certificateRequest?.requested) }
        }
        close("},")
    }

    @inline(never)
    private mutating func write(_ requested: RequestedCertificates?) {
        guard let requested else { return }
        if isLikeLastRequest(requested) { return append(fields: lastRequestFields) }
        let start = buffer.count
        remember(for: requested) {
            $0.field("certificate_types", requested.certificateTypes.map { $0.displayName })
            $0.field("signature_algorithms", requested.signatureAlgorithms.map { $0.displayName })
            if requested.omittedAuthorities > 0 {
                $0.field("authorities_omitted", requested.omittedAuthorities)
            }
            $0.arrayField("certificate_authorities") {
                for authority in requested.certificateAuthorities { $0.distinguishedName(authority) }
            }
        }
        lastRequest = requested
        lastRequestFields = buffer.copy(from: start)
    }

    /// Whether a request asks for what the last one did, and is another: a server asks everybody the same, and what is read
    /// again is another object, unless the engine has found that it is the same.
    private func isLikeLastRequest(_ requested: RequestedCertificates) -> Bool {
        guard let lastRequest, lastRequest !== requested else { return false }
        return lastRequest.certificateTypes == requested.certificateTypes
            && lastRequest.signatureAlgorithms == requested.signatureAlgorithms
            && lastRequest.certificateAuthorities == requested.certificateAuthorities
    }

    /// Writes a distinguished name as text or, if it is none, its bytes as RFC 4514 writes bytes.
    private mutating func distinguishedName(_ der: [UInt8]) {
        if let text = DistinguishedName.text(ofDER: der) { return value(text) }
        unescaped { output in
            output.append(UInt8(ascii: "#"))
            output.append(hexadecimal: der)
        }
    }

    mutating func clientCertificate(_ report: ConnectionReport) {
        guard let packet = report.clientCertificate?.packet else { return nullField("client_certificate") }
        let isInferred = report.clientCertificate?.basis == .inferred
        open(#""client_certificate":{"frame":"#, at: packet)
        field("inferred", isInferred)
        field("presented", report.clientCertificate?.chain.isEmpty == false)
        proof(report.clientCertificate?.proof, at: report.clientCertificate?.provenAt)
        trust(report.clientCertificate)
        if let isExpected = report.clientCertificate?.isExpected {
            field("expected", isExpected)
        } else {
            nullField("expected")
        }
        let candidates = report.candidates
        if candidates.isEmpty { nullField("candidates") } else { field("candidates", candidates) }
        let chain = report.clientCertificate.map { ObjectIdentifier($0.chain) }
        if let chain, isInferred || !appendRemembered(chain) {
            write(report.clientCertificate?.chain, isInferred)
        }
        close("},")
    }

    mutating func serverCertificate(_ report: ConnectionReport) {
        guard let packet = report.serverCertificate?.packet else { return nullField("server_certificate") }
        let isInferred = report.serverCertificate?.basis == .inferred
        open(#""server_certificate":{"frame":"#, at: packet)
        field("inferred", isInferred)
        proof(report.serverCertificate?.proof, at: report.serverCertificate?.provenAt)
        trust(report.serverCertificate)
        let chain = report.serverCertificate.map { ObjectIdentifier($0.chain) }
        if let chain, isInferred || !appendRemembered(chain) {
            write(report.serverCertificate?.chain, isInferred)
        }
        close("},")
    }

    /// Writes what was found of the signature that proves possession of the key.
    @inline(__always)
    private mutating func proof(_ proof: ProofOfPossession?, at packet: PacketReference?) {
        guard let proof, let packet else {
            return buffer.append(
                #""proof_of_possession":null,"proof_obstacle":null,"proof_frame":null,"# as StaticString
            )
        }
        switch proof {
        case .valid:
            buffer.append(#""proof_of_possession":"valid","proof_obstacle":null,"# as StaticString)
        case .invalid:
            buffer.append(#""proof_of_possession":"invalid","proof_obstacle":null,"# as StaticString)
        case .unchecked(.notAsked):
            buffer.append(#""proof_of_possession":"unchecked","proof_obstacle":"not_asked","# as StaticString)
        case .unchecked(let obstacle):
            field("proof_of_possession", "unchecked" as StaticString)
            field("proof_obstacle", token: obstacle.rawValue)
        }
        field("proof_frame", packet.frame)
    }

    @inline(__always)
    private mutating func trust(_ facts: CertificateFacts?) {
        if facts?.trust == nil { nullField("trust") } else { write(facts?.trust) }
    }

    @inline(never)
    private mutating func write(_ trust: ChainTrust?) {
        let refusal = trust?.refusal
        field("trust") { writer in
            writer.field("trusted", refusal == nil)
            writer.field("error", refusal?.text)
            writer.field("error_code", refusal?.code)
            writer.field("depth", refusal?.depth)
        }
    }

    /// Writes a chain that is not remembered; of an inferred one, less is known.
    @inline(never)
    private mutating func write(_ chain: CertificateChain?, _ isInferred: Bool) {
        guard let chain else { return }
        if isInferred {
            write(chain, isInferred: true)
        } else {
            remember(for: chain) { $0.write(chain, isInferred: false) }
        }
    }

    private mutating func write(_ chain: CertificateChain, isInferred: Bool) {
        switch chain.entries {
        case .hidden:
            nullField("raw_public_key")
            nullField("chain")
        case .rawPublicKey(let publicKey):
            field("raw_public_key", publicKey)
            arrayField("chain") { _ in }
        case .x509:
            nullField("raw_public_key")
            guard !isInferred else { return nullField("chain") }
            if chain.omittedCount > 0 { field("certificates_omitted", chain.omittedCount) }
            key("chain")
            certificates(of: chain)
        }
    }

    private mutating func certificates(of chain: CertificateChain) {
        guard case .x509(let certificates) = chain.entries else { return null() }
        array { writer in
            for certificate in certificates {
                writer.remembered(for: certificate) { $0.certificate(certificate) }
            }
        }
    }

    mutating func certificate(_ certificate: CertificateSummary) {
        object { writer in
            writer.field("subject", certificate.subjectText)
            writer.issuer(certificate.issuerText)
            writer.field("serial_number", certificate.serialNumberText)
            writer.field("not_before", certificate.notBefore)
            writer.field("not_after", certificate.notAfter)
            writer.field("subject_alternative_names", certificate, .subjectAlternativeNames)
            writer.field("public_key", certificate.publicKeyText)
            writer.field("signature_algorithm", certificate.signatureAlgorithmText)
            if certificate.hasExtendedKeyUsage {
                writer.field("extended_key_usage", certificate, .keyPurposes)
            } else {
                writer.nullField("extended_key_usage")
            }
            writer.field("fingerprint_sha256", certificate.fingerprintSHA256Text)
            writer.field("version", certificate.version)
            writer.keyUsage(certificate.keyUsages)
            writer.basicConstraints(certificate.basicConstraints)
            writer.field("subject_key_identifier", certificate.subjectKeyIdentifierText)
            writer.field("authority_key_identifier", certificate.authorityKeyIdentifierText)
            writer.field("public_key_sha256", certificate.publicKeySHA256Text)
            writer.field("public_exponent", certificate.publicExponentText)
            writer.issuance(certificate)
            writer.field("size", certificate.der.count)
            writer.field("problem", Wording.problem(of: certificate))
        }
    }

    /// The name of an issuer, and how it was written.
    struct IssuerName {
        let text: CertificateText
        let bytes: [UInt8]
    }

    private mutating func issuer(_ text: CertificateText?) {
        // Of many certificates few have another issuer than the one before.
        if let text, let last = lastIssuer, last.text.hasSameOrigin(as: text) {
            return append(fields: last.bytes)
        }
        let start = buffer.count
        field("issuer", text)
        lastIssuer = text.map { IssuerName(text: $0, bytes: buffer.copy(from: start)) }
    }

    /// What the issuer adds: under what policies it issued, and where to ask about the certificate.
    private mutating func issuance(_ certificate: CertificateSummary) {
        guard certificate.hasIssuance else { return nullField("issuance") }
        field("issuance") { writer in
            writer.field("policies", certificate, .policies)
            writer.field("crl_distribution_points", certificate, .crlDistributionPoints)
            writer.field("ocsp_responders", certificate, .ocspResponders)
            writer.field("issuer_certificates", certificate, .issuerCertificates)
        }
    }

    private mutating func field(
        _ name: StaticString,
        _ certificate: CertificateSummary,
        _ list: CertificateList
    ) {
        key(name)
        array { writer in certificate.forEach(list) { writer.value($0) } }
    }

    private mutating func keyUsage(_ usage: KeyUsage?) {
        guard let usage else { return nullField("key_usage") }
        if let last = lastKeyUsage, last.usage == usage { return append(fields: last.bytes) }
        let start = buffer.count
        arrayField("key_usage") { writer in usage.forEachName { writer.value(token: $0) } }
        lastKeyUsage = (usage, buffer.copy(from: start))
    }

    private mutating func basicConstraints(_ constraints: BasicConstraints?) {
        key("is_ca")
        if let constraints { value(constraints.isCA) } else { null() }
        field("path_length", constraints?.pathLength)
    }

    @inline(__always)
    private mutating func field(_ name: StaticString, _ text: CertificateText?) {
        guard let text else { return nullField(name) }
        key(name)
        value(text)
    }

    private mutating func value(_ text: CertificateText) {
        let start = buffer.count + 1
        buffer.append("\"", addingCapacity: text.capacity) { text.append(to: &$0) }
        if !text.isPlain { escape(from: start) }
        endQuote()
    }

    @inline(__always)
    private mutating func field(_ name: StaticString, _ time: CertificateTime?) {
        guard let time else { return nullField(name) }
        key(name)
        value(time)
    }

    private mutating func value(_ time: CertificateTime) {
        unescaped { DateTime.append(seconds: time.seconds, nanoseconds: 0, to: &$0) }
    }
}

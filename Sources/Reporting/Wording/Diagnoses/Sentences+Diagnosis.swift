internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

// What was found, as one or two whole sentences: about either side's certificate here, about the rest in the files beside.

extension Sentences {
    func summary(of diagnosis: Diagnosis) -> String {
        switch diagnosis.finding {
        case .expired(let mention, let seconds):
            "\(Self.subject(mention)) had expired \(Wording.duration(seconds)) before it was used\(Self.validity(mention))."
                + skew(diagnosis.finding, "ahead")
        case .notYetValid(let mention, let seconds):
            "\(Self.subject(mention)) is not valid yet: it was used \(Wording.duration(seconds)) too early\(Self.validity(mention))."
                + skew(diagnosis.finding, "behind")
        case .wrongPurpose(let mention, let fault): purpose(mention, fault)
        case .selfSigned(let mention):
            "\(Self.subject(mention)) is self-signed. A \(Wording.name(of: mention.role.opposite)) accepts it only if that certificate itself is in its trust store."
        case .untrusted(let mention, let witness): untrusted(mention, witness)
        case .revoked(let mention, let witness):
            "\(Self.subject(mention)) (serial number \(mention.certificate.serialNumber ?? "unknown")) has been revoked\(revocation(witness))."
        case .chainIncomplete(let mention, let authority): incomplete(mention, below: authority)
        case .chainDisordered(let role, let fault): disordered(role, fault)
        case .weak(let mention, .smallKey(let key)):
            "\(Self.subject(mention)) has a key that current stacks find too weak: \(key)."
        case .weak(let mention, .hash(let algorithm)):
            "\(Self.subject(mention)) is signed with \(algorithm), whose hash is broken: current stacks do not accept it."
        case .proofInvalid(let mention, let witness):
            "The signature by which the \(Wording.name(of: mention.role)) proves that it holds the private key does not match its certificate\(Self.named(mention.certificate))\(source(witness, mention))."
        case .authorityLacking(let mention, let fact): lacking(mention, fact)
        case .revocationUnknown(let mention, let code, let text): unknownRevocation(mention, code, text)
        case .refused(let role, let mention, let alert, let isChecked):
            refused(role, mention, alert, isChecked)
        default: summaryOfClient(diagnosis.finding)
        }
    }

    // MARK: Certificates

    private func purpose(_ mention: Diagnosis.CertificateMention, _ fault: Diagnosis.PurposeFault) -> String {
        let use = "authenticate a \(Wording.name(of: mention.role))"
        switch fault {
        case .extendedKeyUsage(let purposes):
            let wanted = mention.role == .client ? "clientAuth" : "serverAuth"
            let named = purposes.isEmpty ? "names none" : "names only \(Self.list(purposes))"
            return
                "\(Self.subject(mention)) may not be used to \(use): its extended key usage \(named), not \(wanted)."
        case .keyUsage(let uses, let wanted):
            let named = uses.isEmpty ? "nothing" : "only \(Self.list(uses))"
            return
                "\(Self.subject(mention)) may not be used to \(use): its key usage allows \(named), not \(wanted)."
        case .notAnAuthority:
            return
                "\(Self.subject(mention)) is used as an issuer in the chain but is not an authority (basic constraints, key usage)."
        }
    }

    private func untrusted(_ mention: Diagnosis.CertificateMention, _ witness: Diagnosis.Witness) -> String {
        let issuer = mention.certificate.issuer.map { ", issued by \(Wording.name($0))," } ?? ""
        let judge = Wording.name(of: mention.role.opposite)
        switch witness {
        case .alert(let fact):
            return
                "\(Self.subject(mention))\(issuer) leads to no authority that the \(judge) trusts: it answered with \(said(fact))."
        case .check(let code, let text):
            return
                "\(Self.subject(mention))\(issuer) does not lead to any of the given authorities: \(text) (OpenSSL's error \(code))."
        case .signature:
            return "\(Self.subject(mention))\(issuer) is not signed by the certificate above it."
        }
    }

    private func lacking(_ mention: Diagnosis.CertificateMention, _ fact: AlertFact) -> String {
        let issuer = mention.certificate.issuer.map { ", issued by \(Wording.name($0))," } ?? ""
        let judge = Wording.name(of: mention.role.opposite)
        return
            "\(Self.subject(mention))\(issuer) leads to one of the given authorities. The \(judge) answered with \(said(fact)): it does not have that authority, or lacks an intermediate below it."
    }

    private func unknownRevocation(
        _ mention: Diagnosis.CertificateMention,
        _ code: Int,
        _ text: String
    ) -> String {
        let issuer = mention.certificate.issuer.map(Wording.name) ?? "its issuer"
        let what =
            switch code {
            case 3: "no revocation list of \(issuer) is among those that were given"
            case 12: "the revocation list of \(issuer) has expired"
            case 11: "the revocation list of \(issuer) is not valid yet"
            default: "the revocation list of \(issuer) cannot be used"
            }
        return
            "Whether \(Self.subject(mention).lowercasedFirst) has been revoked cannot be checked: \(what) (\(text), OpenSSL's error \(code)). A \(Wording.name(of: mention.role.opposite)) that uses these lists refuses the certificate for that reason."
    }

    private func incomplete(_ mention: Diagnosis.CertificateMention, below authority: [UInt8]?) -> String {
        let owner = Wording.name(of: mention.role)
        let sent =
            mention.position == 0
            ? "sent its certificate\(Self.named(mention.certificate)) alone"
            : "sent a chain that ends at\(Self.named(mention.certificate))"
        let issuer = mention.certificate.issuer.map(Wording.name) ?? "its issuer"
        let missing = "the certificate of its issuer, \(issuer), is missing from the chain"
        guard let authority else {
            return
                "The \(owner) \(sent), and \(missing): by its name it is an intermediate, which the \(Wording.name(of: mention.role.opposite)) probably does not have."
        }
        return
            "The \(owner) \(sent), and \(missing). The server did not name that issuer; its name suggests an intermediate below \(Self.name(authority)), which the server did name."
    }

    private func disordered(_ role: Role, _ fault: Diagnosis.ChainFault) -> String {
        let owner = "The \(Wording.name(of: role))'s chain"
        switch fault {
        case .outOfOrder:
            return
                "\(owner) is out of order: each certificate should be followed by that of its issuer, and some stacks require it."
        case .strangers(let mentions):
            let names = mentions.map { $0.certificate.subject.map(Wording.name) ?? "one that cannot be read" }
            return
                "\(owner) contains \(names.count == 1 ? "an unrelated certificate" : "unrelated certificates"): \(Self.list(names)) issued none of the certificates before \(names.count == 1 ? "it" : "them")."
        case .carriesRoot(let mention):
            return
                "\(owner) contains its root\(Self.named(mention.certificate)). This is harmless but unnecessary: a root is trusted only where it is installed."
        }
    }

    private func refused(
        _ role: Role,
        _ mention: Diagnosis.CertificateMention?,
        _ alert: AlertFact?,
        _ isChecked: Bool
    ) -> String {
        let judge = Wording.name(of: role.opposite)
        let what =
            mention.map { "the \(Wording.name(of: role))'s certificate\(Self.named($0.certificate))" }
            ?? "the \(Wording.name(of: role))'s certificate"
        let how = alert.map { " with \(said($0))" } ?? " without saying why"
        guard let mention else {
            return
                "The \(judge) refused \(what)\(how). The certificate is encrypted: without the connection's secrets it cannot be read."
        }
        let issuer = mention.certificate.issuer.map { ", issued by \(Wording.name($0))," } ?? ""
        let option = role == .client ? "--client-ca" : "--server-ca"
        return "The \(judge) refused \(what)\(issuer)\(how)."
            + (isChecked
                ? " It verifies with the authorities that were given, so the reason is on the \(judge)'s side."
                : " What can be seen without the \(judge)'s authorities (\(option)) does not say why.")
    }

    private func revocation(_ witness: Diagnosis.Witness) -> String {
        switch witness {
        case .alert(let fact):
            ", says the \(Wording.name(of: fact.sender)) with \(said(fact))"
        case .check(let code, _): ", by the revocation list that was given (OpenSSL's error \(code))"
        case .signature: ""
        }
    }

    private func source(_ witness: Diagnosis.Witness, _ mention: Diagnosis.CertificateMention) -> String {
        switch witness {
        case .alert(let fact):
            ", says the \(Wording.name(of: fact.sender)) with \(said(fact))"
        case .check(let code, let text): ": \(text) (OpenSSL's error \(code))"
        case .signature: ""
        }
    }

    private func skew(_ finding: Diagnosis.Finding, _ direction: String) -> String {
        guard finding.mayBeClockSkew else { return "" }
        return " The margin is small: a clock that runs \(direction) is just as likely a cause."
    }

    // MARK: Parts

    /// `unknown_ca (48) in frame 14`.
    func said(_ fact: AlertFact) -> String {
        guard let alert = fact.alert else { return "an encrypted alert in \(frame(fact.packet))" }
        let level = alert.level == .warning ? ", a warning," : ""
        return "\(Wording.alertName(alert.description))\(level) in \(frame(fact.packet))"
    }

    /// `The client's certificate CN=device-7`, as a sentence begins; one above the leaf is named by its place.
    static func subject(_ mention: Diagnosis.CertificateMention) -> String {
        let owner = "The \(Wording.name(of: mention.role))'s"
        guard mention.position > 0 else { return "\(owner) certificate\(named(mention.certificate))" }
        return
            "Certificate \(mention.position + 1) of the \(Wording.name(of: mention.role))'s chain,\(named(mention.certificate)),"
    }

    /// ` CN=device-7`, with its space.
    static func named(_ certificate: CertificateSummary) -> String {
        certificate.subject.map { " " + Wording.name($0) } ?? ""
    }

    /// ` (valid from 2020-01-01 to 2021-01-01)`.
    private static func validity(_ mention: Diagnosis.CertificateMention) -> String {
        guard let start = mention.certificate.notBefore, let end = mention.certificate.notAfter else {
            return ""
        }
        return " (valid from \(moment(start)) to \(moment(end)))"
    }

    private static func moment(_ time: CertificateTime) -> String {
        String(DateTime.text(seconds: time.seconds).prefix { $0 != "." }) + "Z"
    }

    /// A distinguished name as text or, if it is none, its bytes.
    static func name(_ der: [UInt8]) -> String {
        DistinguishedName.text(ofDER: der).map(Wording.name) ?? "#" + der.hexadecimal
    }

    /// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`; makes text of those alone that are shown.
    static func list<Item>(_ items: [Item], atMost limit: Int = 4, _ text: (Item) -> String) -> String {
        guard let last = items.last else { return "none" }
        guard items.count > 1 else { return text(last) }
        guard items.count <= limit else {
            let shown = items.prefix(limit - 1).map(text).joined(separator: ", ")
            return "\(shown) and \(items.count - limit + 1) more"
        }
        return items.dropLast().map(text).joined(separator: ", ") + " and " + text(last)
    }

    static func list(_ items: [String], atMost limit: Int = 4) -> String { list(items, atMost: limit) { $0 } }
}

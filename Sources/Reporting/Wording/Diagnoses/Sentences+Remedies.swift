internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

// What to do about a finding, and where.

extension Sentences {
    /// `nil` where there is nothing to do.
    func remedy(of diagnosis: Diagnosis) -> String? {
        switch diagnosis.finding {
        case .expired(let mention, _):
            mention.position == 0
                ? "Renew the \(Self.owner(mention))'s certificate, install it, and restart or reload the process that presents it\(diagnosis.finding.mayBeClockSkew ? "; compare the clocks of both machines" : "")."
                : "Replace that certificate in the \(Self.owner(mention))'s chain file by its current one."
        case .notYetValid:
            diagnosis.finding.mayBeClockSkew
                ? "Set the clocks of both machines by NTP; have the authority backdate its certificates by a few minutes."
                : "Use a certificate that is valid now; if this one should already be valid, check the clock of the machine that issued it."
        case .wrongPurpose(let mention, .notAnAuthority):
            "Have \(mention.certificate.subject.map(Wording.name) ?? "it") issued as an authority (CA:TRUE, keyCertSign), or have a real authority issue the certificate below it."
        case .wrongPurpose(let mention, .extendedKeyUsage):
            "Issue the \(Self.owner(mention)) a certificate whose extended key usage has \(mention.role == .client ? "clientAuth" : "serverAuth"), or one without that extension."
        case .wrongPurpose(let mention, .keyUsage(_, let wanted)):
            "Issue the \(Self.owner(mention)) a certificate whose key usage has \(wanted)."
        case .selfSigned(let mention):
            "Have an authority that the \(Self.verifier(mention)) trusts issue the \(Self.owner(mention))'s certificate, or add this certificate itself to what the \(Self.verifier(mention)) trusts."
        case .untrusted(let mention, _):
            "Add the authority\(mention.certificate.issuer.map { " \(Wording.name($0))" } ?? "") to what the \(Self.verifier(mention)) trusts (its root, and intermediates if the \(Self.owner(mention)) does not send them), or present a certificate of an authority that it trusts."
        case .revoked(let mention, _):
            "Issue the \(Self.owner(mention)) a new certificate with a new key; if it should not have been revoked, take it off the revocation list."
        case .chainIncomplete(let mention, let authority):
            Self.completion(mention, isSupposed: authority != nil)
        case .chainDisordered(let role, let fault): Self.reordering(role, fault)
        case .weak(let mention, _):
            "Issue a new certificate with RSA of at least 2048 bits, or P-256, signed with SHA-256\(mention.position > 0 ? ", from a stronger authority" : "")."
        case .proofInvalid(let mention, _):
            "Give the \(Self.owner(mention)) the private key that belongs to its certificate: compare the public keys of both files; with a smart card or TPM, test its driver."
        case .authorityLacking(let mention, _):
            "Add the authority to what the \(Self.verifier(mention)) trusts, with the intermediates that the \(Self.owner(mention)) does not send, and reload it."
        case .revocationUnknown(let mention, 3, _):
            "Give the \(Self.verifier(mention)) a revocation list of every issuer in the chain, or have it check only the client's own certificate. Give all the lists to mtlscope, too (--crl)."
        case .revocationUnknown(let mention, _, _):
            "Have \(mention.certificate.issuer.map(Wording.name) ?? "the issuer") issue a new revocation list, and install it at the \(Self.verifier(mention)). Give it to mtlscope, too (--crl)."
        case .refused(.client, .some, _, _):
            "Check the server's log at that time. Check its list of trusted authorities, its revocation lists, and its own rules about names and purposes; pass its authorities as --client-ca to have the chain checked."
        case .refused(.server, .some, _, _):
            "Check the client's log at that time. Check which authorities it trusts and which name it expects; pass those authorities as --server-ca to have the chain checked."
        case .refused:
            "Capture with the connection's secrets (SSLKEYLOGFILE, --key-log), or check the log of the side that refused."
        default: remedyForClient(diagnosis.finding)
        }
    }

    private static func owner(_ mention: Diagnosis.CertificateMention) -> String {
        Wording.name(of: mention.role)
    }

    private static func verifier(_ mention: Diagnosis.CertificateMention) -> String {
        Wording.name(of: mention.role.opposite)
    }

    /// Where names alone speak for an intermediate, the issuer may as well be a root that nobody trusts.
    private static func completion(_ mention: Diagnosis.CertificateMention, isSupposed: Bool) -> String {
        let issuer = mention.certificate.issuer.map(Wording.name) ?? "the issuer"
        let option =
            mention.role == .client ? "the file that the client presents" : "the server's certificate file"
        return
            "Append the certificate of \(issuer) to \(option), after the \(mention.role == .client ? "client's" : "server's") own. Or add it to the trust store of every \(verifier(mention))."
            + (isSupposed
                ? " If it is a root of its own instead, present a certificate of an authority that the server named."
                : "")
    }

    private static func reordering(_ role: Role, _ fault: Diagnosis.ChainFault) -> String {
        switch fault {
        case .outOfOrder:
            "Put the \(Wording.name(of: role))'s own certificate first, then that of its issuer, and so on."
        case .strangers:
            "Remove the unrelated certificates from the \(Wording.name(of: role))'s certificate file, and add the missing ones."
        case .carriesRoot: "The root can be left out of the \(Wording.name(of: role))'s certificate file."
        }
    }

    private func remedyForClient(_ finding: Diagnosis.Finding) -> String? {
        switch finding {
        case .clientPresentedNone(let authorities, _): Self.presenting(authorities)
        case .refusedUnseen(_, .missing):
            "Check the server's log for the reason, or capture again, both directions and without loss."
        case .refusedUnseen:
            "Capture with the connection's secrets (SSLKEYLOGFILE, --key-log) to see the certificate, or check the server's log for the reason."
        case .closedAfterRequest(let fact?, _) where fact.mayRefuseName:
            "Check the client's log: it may have failed to sign (a card, a token, a key manager), or it found another name in the server's certificate than it was told to expect (HAProxy's verifyhost, for example)."
        case .closedAfterRequest:
            "Check the client's log: it may lack a certificate, may have failed to sign (a card, a token, a key manager), or was waiting for its user to choose one. Browsers close the connection while they ask, and then reconnect."
        case .requestUnanswered:
            "Check the logs of both sides: a client answers only when it reads from the connection again, and some never do after they have sent their last request. To be sure, ask for the certificate in the handshake."
        case .issuerNotRequested(let mention, _):
            "Present a certificate of an authority that the server named, or add \(mention.certificate.issuer.map(Wording.name) ?? "the issuer") to the server's client authorities; if it is an intermediate, configure the client to send its certificate too."
        case .schemeNotRequested:
            "Give the client a certificate with a key of a kind that the server accepts, or allow its signature schemes at the server."
        case .publicAuthority:
            "Use a private authority for client certificates, and have the server trust that; a public web certificate is for servers."
        case .unexpectedName:
            "Present the certificate that was agreed on, or correct the expected names (--expect-client)."
        case .sameOnBothEnds: "Issue each side a certificate and a key of its own."
        case .requestedNoAuthority:
            "Configure the server to name the authorities whose client certificates it accepts. Otherwise browsers and some other clients choose the wrong certificate or present none."
        case .acceptedUnverifiable:
            "Have the server verify client certificates (not \"optional\", \"optional_no_ca\" or a callback that always accepts), unless the application does it later."
        case .letInWithoutCertificate:
            "If every client is to authenticate, require the certificate at the server instead of asking for it."
        case .outcomeUnseen(false, _?):
            "Check the server's log, or request something that only authenticated clients may get."
        case .outcomeUnseen(false, nil):
            "Capture with the connection's secrets (SSLKEYLOGFILE, --key-log) to read the application's answer, or check the server's log."
        case .refusalSuspected:
            "Check the server's error log at that time, which has the reason; or capture with the connection's secrets (SSLKEYLOGFILE, --key-log) to read the answer."
        case .leftWithoutWord(_, let tries?) where tries.interval == nil:
            "Check the client's log for what is wrong with the server's certificate: its name, its authority or its validity."
        case .leftWithoutWord:
            "If this client reports an error, check its log, and check the server's certificate. Otherwise nothing is wrong."
        default: remedyForServer(finding)
        }
    }

    private static func presenting(_ authorities: [[UInt8]]?) -> String {
        let configure =
            "Configure certificate and key in the client, and check that its process can read both files"
        guard let authorities, !authorities.isEmpty else { return configure + "." }
        return configure
            + ". If it has one, it must be issued by \(authorities.count == 1 ? "that authority" : "one of those authorities"), directly or through an intermediate that the client sends; otherwise add its issuer to the server's list."
    }

    private func remedyForServer(_ finding: Diagnosis.Finding) -> String? {
        switch finding {
        case .refusedByApplication(let refusal) where refusal.concerns == .certificate:
            "Present a certificate that the application accepts, or allow this one in its configuration. The server's access or error log has the reason; the handshake itself succeeded."
        case .refusedByApplication:
            "Check the server's access or error log, which has the reason; the handshake itself succeeded."
        case .postHandshakeAuthNotOffered:
            "Ask for the certificate in the handshake, for the whole virtual host; or let the client offer post-handshake authentication, or use TLS 1.2, where the server renegotiates."
        case .resumedWithoutReauthentication:
            "To have certificates checked each time, turn session tickets and caches off at the server, or shorten their lifetime."
        case .ticketReused:
            "Update the server, and give each virtual host that asks for client certificates ticket keys and a session cache of its own."
        case .nameMismatch(_, let expected):
            "Issue the server a certificate with \(expected) among its alternative names, or let the client ask for a name that the certificate has."
        case .closedWithoutAlert:
            "Check the server's log at that time. Node.js, for example, refuses in this way, and has the reason in socket.authorizationError."
        case .alertContradicted(let fact, _):
            switch fact.alert?.description {
            case .certificateExpired:
                "Renew the revocation list at the \(Wording.name(of: fact.sender)), and check the validity of the authorities that it trusts, and its clock."
            default: "Check the log of the side that sent the alert."
            }
        case .alertHidden(let fact):
            "Rely on this alert, not on the \(Wording.name(of: fact.sender.opposite))'s log."
        default: remedyForCarrier(finding) ?? remedyForBeginning(finding)
        }
    }

    private func remedyForBeginning(_ finding: Diagnosis.Finding) -> String? {
        switch finding {
        case .noCommonVersion:
            "Allow a common version on both sides; current stacks support TLS 1.2 and 1.3."
        case .noCommonCipherSuite:
            "Compare the cipher suites of both sides, and whether the server's key (RSA or ECDSA) fits any suite and signature scheme that the client offers."
        case .noCommonGroup:
            "Allow a common group on both sides; nearly every stack supports x25519 and secp256r1."
        case .noCommonApplicationProtocol:
            "Configure the server to accept one of those protocols, or the client to offer another."
        case .unrecognizedName:
            "Check the name that the client asks for, and the server's virtual hosts."
        case .serverNameMissing:
            "Let the client connect by host name, and send that name (SNI); an IP address cannot be one."
        case .handshakeRefused(let fact, _) where fact.mayRefuseName:
            "Check the client's log, and which name it was told to expect of the server."
        case .handshakeRefused: "Check the log of the side that sent the alert."
        case .serverNeverAnswered:
            "Check that a TLS server listens on that port, and that nothing between the two drops packets."
        case .peerDoesNotSpeakTLS(let speech, _): Self.remedy(for: speech.spoken)
        case .timedOut(.server, _):
            "Raise the server's handshake time-out, or make the client answer sooner: a PIN prompt, a token or a slow key store can take longer than the server allows."
        case .timedOut(.client, _):
            "Find out why the server does not answer, or raise the client's time-out."
        case .leftBeforeHearing(let role): "Check the log of the \(Wording.name(of: role))."
        case .captureTruncated: "Capture again with whole packets: tcpdump -s 0."
        case .captureIncomplete:
            "Capture again from before the connection to its end, with both directions, whole packets (-s 0) and a larger buffer."
        case .tlsInsideTLS: "Capture between the proxy and the server to see the inner connection."
        case .secretsOfAnotherConnection:
            "Give the key log that was written during this connection (SSLKEYLOGFILE, --key-log)."
        default: nil
        }
    }

    private static func remedy(for spoken: SpokenProtocol) -> String {
        switch spoken {
        case .http, .http2:
            "Use http:// for that port, or the port on which the server offers HTTPS; or turn TLS on for that port at the server."
        case .smtp, .replyCodes, .ftp, .imap, .pop3, .xmpp, .ldap, .irc:
            "Have the client begin in plaintext and ask for TLS (STARTTLS), or use the port on which the server speaks TLS at once. If it asked and was refused, turn TLS on at the server."
        case .postgresql, .mysql, .tds, .rdp:
            "Have the client ask for TLS in the protocol's own way: these servers begin in plaintext. If it asked and was refused, turn TLS on at the server."
        default: "Check address and port: use the port on which the server speaks TLS, or turn TLS on there."
        }
    }
}

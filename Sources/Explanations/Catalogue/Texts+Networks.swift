extension CatalogueText {
    /// What prints where TLS is not on a TCP connection: 802.1X, OpenVPN, DTLS and QUIC.
    ///
    /// wpa_supplicant 2.10, FreeRADIUS 3.2, OpenVPN 2.6 by the words of their programs; Windows' events by Microsoft's documentation; Chrome's,
    /// quic-go's, ngtcp2's and MsQuic's names from their sources.
    static let networkTexts = #"""
        % wpa_supplicant | client | raised
        ctrl event eap tls cert error => server_certificate_rejected
        ctrl event eap tls cert error reason 1 => server_certificate_untrusted
        ctrl event eap tls cert error reason 2 => server_certificate_revoked
        ctrl event eap tls cert error reason 3 => server_certificate_not_yet_valid
        ctrl event eap tls cert error reason 4 => server_certificate_expired
        ctrl event eap tls cert error reason 5 => server_certificate_name_mismatch
        ctrl event eap tls cert error reason 6 => server_certificate_name_mismatch
        ctrl event eap tls cert error reason 7 => server_certificate_refused
        ctrl event eap tls cert error reason 8 => server_certificate_refused
        ctrl event eap tls cert error reason 9 => server_certificate_name_mismatch
        ctrl event eap tls cert error reason 10 => server_certificate_name_mismatch
        ctrl event eap tls cert error reason 11 => server_certificate_weak
        remote certificate verification failed => server_certificate_rejected
        remote certificate verification parameter => server_certificate_rejected
        ctrl event eap status status remote certificate verification parameter => server_certificate_rejected
        domain suffix mismatch => server_certificate_name_mismatch
        tls domain suffix match ... did not match => server_certificate_name_mismatch
        tls altsubject match ... not found => server_certificate_name_mismatch
        tls subject ... did not match with => server_certificate_name_mismatch
        did not find any of the issuers from the list of trusted certificates => server_certificate_untrusted
        % wpa_supplicant | client | received
        ctrl event eap status status remote tls alert parameter unknown ca => unknown_ca
        ctrl event eap status status remote tls alert parameter certificate expired => certificate_expired
        ctrl event eap status status remote tls alert parameter certificate revoked => certificate_revoked
        ctrl event eap status status remote tls alert parameter bad certificate => bad_certificate
        ctrl event eap status status remote tls alert parameter handshake failure => handshake_failure
        ctrl event eap status status remote tls alert parameter access denied => access_denied
        ctrl event eap status status remote tls alert parameter certificate unknown => certificate_unknown
        ctrl event eap status status remote tls alert parameter protocol version => protocol_version
        % wpa_supplicant | client | raised
        ctrl event eap status status local tls alert parameter unknown ca => unknown_ca
        ctrl event eap status status local tls alert parameter certificate expired => certificate_expired
        ctrl event eap status status local tls alert parameter bad certificate => bad_certificate
        ctrl event eap status status local tls alert parameter certificate unknown => certificate_unknown
        ctrl event eap status status local tls alert parameter protocol version => protocol_version
        ctrl event eap status status local tls alert parameter handshake failure => handshake_failure
        % wpa_supplicant | client | local
        private key passphrase needed => certificate_file_problem
        eap tls private key not configured => certificate_file_problem
        eap tls failed to initialize ssl => certificate_file_problem
        tls connection ca cert failed to load root certificates => certificate_file_problem
        tls connection private key failed to load private key => certificate_file_problem
        tls connection client cert ... failed => certificate_file_problem
        tls read pkcs12 failed => certificate_file_problem
        failed to parse pkcs12 => certificate_file_problem
        eap failed to initialize eap method => certificate_file_problem
        % wpa_supplicant | client | unknown
        ~ ctrl event eap failure eap authentication failed => eap_tls_failed
        ~ eap tls tls processing failed => eap_tls_failed
        ! authentication with ... timed out => handshake_timed_out
        eapol authentication timed out => handshake_timed_out

        % wpa_supplicant or hostapd | either | raised
        tls certificate verification failed error ... unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        tls certificate verification failed error ... self signed certificate in certificate chain => client_certificate_untrusted / server_certificate_untrusted
        tls certificate verification failed error ... certificate has expired => client_certificate_expired / server_certificate_expired
        tls certificate verification failed error ... certificate revoked => client_certificate_revoked / server_certificate_revoked
        tls certificate verification failed error => client_certificate_rejected / server_certificate_rejected
        % wpa_supplicant or hostapd | either | unknown
        ~ ctrl event eap failure => eap_tls_failed
        % hostapd | server | unknown
        ~ ieee 802 1x authentication failed eap type 13 => eap_tls_failed
        ~ ctrl event eap failure2 => eap_tls_failed
        % hostapd | server | raised
        tls peer did not send a certificate => client_presented_none

        % FreeRADIUS | server | raised
        certificate chain cert s untrusted => client_certificate_untrusted
        tls certificate chain cert s untrusted => client_certificate_untrusted
        tls untrusted certificate with depth => client_certificate_untrusted
        tls certificate cn ... does not match specified value => client_certificate_rejected_by_application
        tls certificate cn ... does not match user name => client_certificate_rejected_by_application
        certificate rejected by the virtual server => client_certificate_rejected_by_application
        tls failed in ... error certificate verify failed => client_certificate_rejected
        tls server error in ssl ... certificate verify failed => client_certificate_rejected
        eap verification failed with ... => client_certificate_rejected
        tls certificate chain ... error self signed certificate in certificate chain => client_certificate_untrusted
        % FreeRADIUS | server | received
        the client is informing us that it does not recognize the ca used to issue the server certificate => unknown_ca
        the client is informing us that the certificate has expired => certificate_expired
        the client is informing us that the server certificate has expired => certificate_expired
        the client is informing us that the certificate is not trusted => unknown_ca
        the client is informing us that it does not support the tls version => protocol_version
        % FreeRADIUS | server | unknown
        ~ tls session fails => eap_tls_failed
        ~ eap receive handshake failed during operation => eap_tls_failed
        ~ eap sub module failed => eap_tls_failed
        ~ failed continuing eap tls 13 session => eap_tls_failed
        ~ eaptls process fail => eap_tls_failed
        ~ eaptls process handshake fail => eap_tls_failed
        login incorrect eap tls => eap_tls_failed
        login incorrect eap tls tls alert fatal ... => eap_tls_failed
        % FreeRADIUS | server | local
        ssl no error but tls session fails => eap_tls_failed
        tls client presented no certificate => client_presented_none
        system call i o error ... eap tls => eap_tls_failed
        eap session ... did not finish => handshake_timed_out
        eap session for state ... did not finish => handshake_timed_out
        % NPS | server | raised
        reason code 258 => crl_problem
        reason code 259 => crl_problem
        reason code 265 => client_certificate_untrusted
        reason code 265 reason the certificate chain was issued by an authority that is not trusted => client_certificate_untrusted
        the certificate chain was issued by an authority that is not trusted reason => client_certificate_untrusted
        reason code 262 => client_certificate_rejected
        the supplied message is incomplete the signature was not verified => client_certificate_rejected
        reason code 269 => no_common_cipher_suite
        reason code 295 => client_certificate_untrusted
        a certification chain processed correctly but one of the ca certificates is not trusted by the policy provider => client_certificate_untrusted
        reason code 296 => client_certificate_rejected_by_application
        reason code 300 => client_presented_none
        % NPS | server | unknown
        reason code 16 ... authentication failed => eap_tls_failed
        reason code 22 ... the client could not be authenticated because the extensible authentication protocol => eap_tls_failed
        the client could not be authenticated because the extensible authentication protocol eap type cannot be processed by the server => eap_tls_failed
        reason code 23 ... error occurred during the use of the extensible authentication protocol => eap_tls_failed
        % Windows 802.1X | client | unknown
        ~ explicit eap failure received => eap_tls_failed
        ~ eap root cause string => eap_tls_failed
        wired 802 1x authentication failed => eap_tls_failed
        wireless 802 1x authentication failed => eap_tls_failed
        % Windows 802.1X | client | raised
        0x80420014 => eap_tls_failed
        0x80420100 => client_presented_none
        0x80420101 => client_certificate_refused
        0x80420102 => eap_tls_failed
        0x80420103 => client_certificate_refused
        0x40420110 => client_presented_none
        0x80420400 => server_certificate_untrusted
        0x80420406 => server_certificate_name_mismatch
        the authentication failed because there is a problem with the user certificate => client_certificate_refused, eap_tls_failed
        the authentication failed because the user certificate required for this network on this computer is invalid => client_certificate_refused, eap_tls_failed
        the authentication failed because the certificate on the server computer does not have a server name => server_certificate_name_mismatch
        the authentication failed because the server certificate required for this network on the server computer is invalid => server_certificate_rejected
        windows cannot find a certificate to log you on to the network => client_presented_none
        windows was unable to find a certificate to log you on to the network => client_presented_none

        % OpenVPN | client | local
        no server certificate verification method has been enabled => openvpn_server_not_verified
        % OpenVPN | either | local
        tls key negotiation failed to occur within <n> seconds => handshake_timed_out
        tls key negotiation failed => handshake_timed_out
        tls error tls key negotiation failed to occur within <n> seconds check your network connectivity => handshake_timed_out
        connection reset restarting => connection_closed
        tls error cannot locate hmac in incoming packet from => openvpn_control_channel_key
        packet hmac authentication failed => openvpn_control_channel_key
        tls error incoming packet authentication failed from => openvpn_control_channel_key
        tls crypt unwrap error => openvpn_control_channel_key
        tls error tls crypt unwrapping failed => openvpn_control_channel_key
        tls crypt unwrapping failed => openvpn_control_channel_key
        can not unwrap tls crypt v2 client key => openvpn_control_channel_key
        client wants tls crypt v2 but no server key present => openvpn_control_channel_key
        tls error could not determine wrapping from => openvpn_control_channel_key
        bad packet id may be a replay => openvpn_control_channel_key
        tls error unroutable control packet received => handshake_timed_out
        tls error local remote tls keys are out of sync => handshake_timed_out
        cannot load certificate file => certificate_file_problem
        cannot load private key file => certificate_file_problem
        cannot load ca certificate file => certificate_file_problem
        error private key password verification failed => certificate_file_problem
        crl cannot read crl from file => crl_problem
        warning your certificate is not yet valid => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        warning your certificate has expired => client_certificate_expired / server_certificate_expired
        % OpenVPN | either | raised
        verify error depth <n> error unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        verify error depth <n> error self signed certificate in certificate chain => client_certificate_untrusted / server_certificate_untrusted
        verify error depth <n> error self signed certificate => client_certificate_self_signed / server_certificate_self_signed
        verify error depth <n> error certificate has expired => client_certificate_expired / server_certificate_expired
        verify error depth <n> error certificate is not yet valid => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        verify error depth <n> error certificate revoked => client_certificate_revoked / server_certificate_revoked
        verify error depth <n> error crl has expired => crl_problem
        verify error depth <n> error unsupported certificate purpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        verify error depth <n> error unsuitable certificate purpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        verify error depth <n> error unable to get certificate crl => crl_problem
        verify error depth <n> error ca md too weak => client_certificate_weak / server_certificate_weak
        verify error depth <n> error format error in certificate s => client_certificate_refused / server_certificate_refused
        verify error depth => client_certificate_rejected / server_certificate_rejected
        verify eku error => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        verify ku error => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        verify nscerttype error => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        verify x509name error => client_certificate_refused / server_certificate_name_mismatch
        verify script error => client_certificate_refused / server_certificate_refused
        verify plugin error => client_certificate_refused / server_certificate_refused
        certificate hash verification failed => client_certificate_refused / server_certificate_refused
        % OpenVPN | server | raised
        peer did not return a certificate tls error => client_presented_none
        tls error the server has no tls ciphersuites in common with the client => no_common_cipher_suite
        % OpenVPN | either | raised
        tls error unsupported protocol this typically indicates that client and server have no common tls version enabled => no_common_version
        tls error unsupported protocol => no_common_version
        % OpenVPN | client | answered
        auth received control message auth failed => refused_above_tls
        ~ auth failed => refused_above_tls
        % OpenVPN | either | unknown
        ~ tls error tls handshake failed => tls_handshake_failed
        ~ tls error bio read tls read plaintext error => tls_handshake_failed
        ~ tls object incoming plaintext read error => tls_handshake_failed
        ~ fatal tls error check tls errors => tls_handshake_failed

        % DTLS | either | local
        dtlshandshaketimeoutexception => handshake_timed_out
        handshake flight ... failed timeout after => handshake_timed_out
        handshake flight ... failed stopped by timeout after => handshake_timed_out
        dtls handshake timed out => handshake_timed_out
        dtls handshake timeout => handshake_timed_out
        handshake error context deadline exceeded => handshake_timed_out
        dtls ... context deadline exceeded => handshake_timed_out
        ssl routines ... read timeout expired => handshake_timed_out
        dtls1 handle timeout => handshake_timed_out
        coap dtls ... handshake timeout => handshake_timed_out
        dtls handshake failed timeout => handshake_timed_out
        dtls retransmit timeout => handshake_timed_out
        fatal error the operation timed out => handshake_timed_out
        do gnutls handshake ... the operation timed out => handshake_timed_out
        % DTLS | either | raised
        dtls unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        the peer certificate s ca is unknown => client_certificate_untrusted / server_certificate_untrusted
        the certificate has an invalid usage date => client_certificate_expired / server_certificate_expired
        the certificate s crl entry has an invalid usage date => crl_problem
        certificate path could not be validated => client_certificate_untrusted / server_certificate_untrusted
        certificate chain could not be validated => client_certificate_untrusted / server_certificate_untrusted
        dtls fatal ... certificate verify ... failed => client_certificate_rejected / server_certificate_rejected
        % DTLS | server | raised
        client certificate requested and required but not provided => client_presented_none
        client certificate required => client_presented_none
        server required client certificate => client_presented_none
        dtls ... client required certificate but none presented => client_presented_none
        client certificate missing => client_presented_none
        clientauthenticationrequired ... no certificate => client_presented_none
        % DTLS | client | raised
        empty server certificate => server_certificate_rejected
        % DTLS | either | unknown
        ~ dtls handshake failed => tls_handshake_failed
        ~ dtls handshake failure => tls_handshake_failed
        ~ coap dtls event dtls error => tls_handshake_failed
        ~ event dtls closed => connection_closed
        % WebRTC | either | raised
        certificate fingerprint does not match => client_certificate_refused / server_certificate_refused
        no certificate with fingerprint => client_certificate_refused / server_certificate_refused
        dtls fingerprint mismatch => client_certificate_refused / server_certificate_refused
        fingerprint ... mismatch dtls => client_certificate_refused / server_certificate_refused

        % quiche | either | received
        199 tls handshake failure encryption handshake <alert> => <alert>
        200 tls handshake failure encryption handshake <alert> => <alert>
        199 tls handshake failure encryption initial <alert> => <alert>
        200 tls handshake failure encryption initial <alert> => <alert>
        % Chrome | client | unknown
        ~ err quic protocol error => quic_connection_failed
        ~ err quic handshake failed => quic_connection_failed
        net error 356 => quic_connection_failed
        net error 358 => quic_connection_failed
        err quic protocol error quic network idle timeout => handshake_timed_out
        err quic protocol error quic handshake timeout => handshake_timed_out
        err quic protocol error quic too many rtos => handshake_timed_out
        err quic protocol error quic peer going away => connection_closed
        err quic protocol error quic public reset => connection_closed
        quic tls bad certificate => bad_certificate
        quic tls unsupported certificate => unsupported_certificate
        quic tls certificate revoked => certificate_revoked
        quic tls certificate expired => certificate_expired
        quic tls certificate unknown => certificate_unknown
        quic tls unrecognized name => unrecognized_name
        % Chrome | client | raised
        err quic protocol error quic proof invalid => server_certificate_rejected
        quic proof invalid => server_certificate_rejected
        quic proof verify failed => server_certificate_rejected
        err quic cert root not known => server_certificate_untrusted
        err quic cert root not known => server_certificate_untrusted
        % Chrome | client | received
        err quic protocol error quic tls certificate required => certificate_required
        quic tls certificate required => certificate_required
        % quiche | either | unknown
        ~ tlsfail => quic_connection_failed
        % quinn | either | received
        aborted by peer the cryptographic handshake failed error <alert> => <alert>
        % quinn | either | raised
        ~ the cryptographic handshake failed error <alert> => <alert>
        % quinn | either | local
        ~ aborted by peer the application or application protocol caused the connection to be closed => quic_connection_failed
        % quic-go | either | local
        no recent network activity => handshake_timed_out
        handshake did not complete in time => handshake_timed_out
        timeout no recent network activity => handshake_timed_out
        % quic-go | either | unknown
        ~ crypto error handshake failed => quic_connection_failed
        % ngtcp2 | either | unknown
        ~ err crypto => quic_connection_failed
        ~ ngtcp2 ... err crypto => quic_connection_failed
        ngtcp2 err handshake timeout => handshake_timed_out
        err handshake timeout => handshake_timed_out
        ~ err draining => quic_connection_failed
        ~ quic connect to ... failed => quic_connection_failed
        ~ quic connection has been shut down => connection_closed
        quic err no application protocol => no_application_protocol
        % ngtcp2 | either | received
        ngtcp2 ... err draining => quic_connection_failed
        % MsQuic | either | raised
        quic status cert untrusted root => client_certificate_untrusted / server_certificate_untrusted
        quic status cert expired => client_certificate_expired / server_certificate_expired
        quic status cert no cert => client_presented_none
        % MsQuic | either | received
        quic status bad certificate => bad_certificate
        quic status unsupported certificate => unsupported_certificate
        quic status revoked certificate => certificate_revoked
        quic status expired certificate => certificate_expired
        quic status unknown certificate => certificate_unknown
        quic status required certificate => certificate_required
        % MsQuic | either | local
        quic status connection idle => handshake_timed_out
        quic status connection timeout => handshake_timed_out
        quic status handshake failure => handshake_failure
        quic status alpn neg failure => no_application_protocol
        % Firefox | client | raised
        ns error net timeout => handshake_timed_out

        % MariaDB | client | answered
        ssl is required but the server does not support it => refused_before_tls
        % curl | client | answered
        connect tunnel failed response <n> => refused_before_tls
        received http code <n> from proxy after connect => refused_before_tls
        can t complete socks5 connection to => refused_before_tls
        can t complete socks4 connection to => refused_before_tls
        requested ssl level failed => refused_before_tls
        % Postfix | server | answered
        tls not available due to local problem => refused_before_tls
        % OpenLDAP | client | answered
        ldap start tls protocol error 2 => refused_before_tls
        % Python | client | answered
        starttls extension not supported by server => refused_before_tls
        """#
}

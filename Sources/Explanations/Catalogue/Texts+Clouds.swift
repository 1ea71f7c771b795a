extension CatalogueText {
    /// What proxies and the gateways of clouds print.
    static let cloudTexts = #"""
        % HAProxy | client | unknown
        ~ layer6 invalid response info ssl handshake failure => tls_handshake_failed
        ~ layer6 invalid response => tls_handshake_failed
        ~ layer6 timeout => handshake_timed_out
        % nginx | server | unknown
        ssl client verify none => not_presented
        client verify none => not_presented
        % nginx | server | answered
        ssl client verify failed => nginx_client_certificate_error
        % nginx | server | raised
        ssl do handshake failed ... no application protocol while handling frames => no_application_protocol
        % Apache httpd | server | unknown
        ah02261 re negotiation handshake failed => renegotiation_refused
        % Envoy | either | local
        secret is not supplied by sds => envoy_secret_missing
        % Envoy | either | raised
        tls error 268435581 => certificate_verify_failed, client_certificate_rejected, server_certificate_rejected, envoy_upstream_tls

        % SSL front of a mail server | server | raised
        ~ tls handshaking ssl accept failed => tls_handshake_failed

        % AWS load balancer or CloudFront | server | answered
        the client certificate ... is not authorized to access => client_certificate_rejected_by_application
        % AWS IoT | server | raised
        x509 certificate not registered => client_certificate_untrusted, refused_above_tls
        certificate is not active ... iot => client_certificate_revoked
        % AWS API Gateway | server | answered
        access denied reason self signed certificate => client_certificate_self_signed
        access denied reason client cert using an insecure signature algorithm => client_certificate_weak
        access denied reason unable to get local issuer certificate => client_certificate_untrusted
        access denied reason could not find issuer for certificate => client_certificate_untrusted
        access denied reason certificate has expired => client_certificate_expired
        % AWS API Gateway | client | raised
        execution failed due to configuration error general sslengine problem => server_certificate_untrusted
        execution failed due to configuration error pkix path building failed => server_certificate_untrusted
        execution failed due to configuration error host name ... does not match the certificate subject => server_certificate_name_mismatch
        % Azure Application Gateway | client | raised
        the root certificate of the server certificate used by the backend does not match the trusted root certificate => server_certificate_untrusted
        backend server certificate is not whitelisted with application gateway => server_certificate_untrusted
        the server certificate used by the backend is not signed by a well known certificate authority => server_certificate_untrusted
        the common name of the server certificate used by the backend ... doesn t match => server_certificate_name_mismatch
        the common name cn of the backend certificate doesn t match => server_certificate_name_mismatch
        backend certificate is invalid current date is not within the valid from => server_certificate_expired
        the intermediate certificate was not found ... backend => server_certificate_chain_incomplete
        the leaf or server certificate was not found => server_certificate_chain_incomplete
        % Azure Application Gateway | server | answered
        = 400 no required ssl certificate was sent => nginx_no_client_certificate
        sslclientverify failed => nginx_client_certificate_error
        % Azure App Service | server | answered
        the page was not displayed because the request did not include a client certificate => client_certificate_missing_by_application
        % Google Cloud load balancer | client | raised
        failed to connect to backend ... ssl => server_certificate_rejected
        ssl certificate san verification failed => server_certificate_name_mismatch
        server certificate san verification failed => server_certificate_name_mismatch
        % Cloudflare | client | raised
        ? error 526 => cloudflare_origin_tls, server_certificate_rejected
        error code 526 => cloudflare_origin_tls, server_certificate_rejected
        526 invalid ssl certificate => cloudflare_origin_tls, server_certificate_rejected
        % Cloudflare | client | unknown
        ? error 525 => cloudflare_origin_tls, handshake_failed
        error code 525 => cloudflare_origin_tls, handshake_failed
        525 ssl handshake failed => cloudflare_origin_tls, handshake_failed
        % Cloudflare | server | answered
        = error 1014 => refused_above_tls
        cname cross user banned => refused_above_tls
        authenticated origin pulls ... no required ssl certificate was sent => nginx_no_client_certificate
        """#
}

extension CatalogueText {
    /// What programs of Qt print, in the words of `qsslerror.cpp`: mostly clients.
    static let desktopTexts = #"""
        % Qt | mostly client | raised
        the root certificate of the certificate chain is self signed and untrusted => client_certificate_untrusted / server_certificate_untrusted
        the certificate is self signed and untrusted => client_certificate_self_signed / server_certificate_self_signed
        the issuer certificate could not be found => client_certificate_untrusted / server_certificate_untrusted
        the issuer certificate of a locally looked up certificate could not be found => client_certificate_untrusted / server_certificate_untrusted
        no certificates could be verified => client_chain_incomplete / server_certificate_chain_incomplete
        the root ca certificate is not trusted for this purpose => client_certificate_untrusted / server_certificate_untrusted
        one of the ca certificates is invalid => client_certificate_untrusted / server_certificate_untrusted
        the peer did not present any certificate => client_presented_none / server_certificate_rejected
        % Qt | client | raised
        the host name did not match any of the valid hosts for this certificate => server_certificate_name_mismatch
        """#
}

extension ObjectIdentifierTable {
    /// Attribute types of names, by OpenSSL's short name (`STREET` by RFC 4514's); others are written as numbers.
    static let attributeTypes = ObjectIdentifierTable(
        """
        2.5.4.3 CN
        2.5.4.4 SN
        2.5.4.5 serialNumber
        2.5.4.6 C
        2.5.4.7 L
        2.5.4.8 ST
        2.5.4.9 STREET
        2.5.4.10 O
        2.5.4.11 OU
        2.5.4.12 title
        2.5.4.13 description
        2.5.4.15 businessCategory
        2.5.4.16 postalAddress
        2.5.4.17 postalCode
        2.5.4.18 postOfficeBox
        2.5.4.20 telephoneNumber
        2.5.4.41 name
        2.5.4.42 GN
        2.5.4.43 initials
        2.5.4.44 generationQualifier
        2.5.4.45 x500UniqueIdentifier
        2.5.4.46 dnQualifier
        2.5.4.65 pseudonym
        2.5.4.97 organizationIdentifier
        0.9.2342.19200300.100.1.1 UID
        0.9.2342.19200300.100.1.3 mail
        0.9.2342.19200300.100.1.25 DC
        1.2.840.113549.1.9.1 emailAddress
        1.2.840.113549.1.9.2 unstructuredName
        1.2.840.113549.1.9.8 unstructuredAddress
        1.3.6.1.4.1.311.60.2.1.1 jurisdictionL
        1.3.6.1.4.1.311.60.2.1.2 jurisdictionST
        1.3.6.1.4.1.311.60.2.1.3 jurisdictionC
        """
    )

    /// Signature algorithms, by OpenSSL's long name.
    static let signatureAlgorithms = ObjectIdentifierTable(
        """
        1.2.840.113549.1.1.2 md2WithRSAEncryption
        1.2.840.113549.1.1.3 md4WithRSAEncryption
        1.2.840.113549.1.1.4 md5WithRSAEncryption
        1.2.840.113549.1.1.5 sha1WithRSAEncryption
        1.2.840.113549.1.1.10 rsassaPss
        1.2.840.113549.1.1.11 sha256WithRSAEncryption
        1.2.840.113549.1.1.12 sha384WithRSAEncryption
        1.2.840.113549.1.1.13 sha512WithRSAEncryption
        1.2.840.113549.1.1.14 sha224WithRSAEncryption
        1.2.840.113549.1.1.15 sha512-224WithRSAEncryption
        1.2.840.113549.1.1.16 sha512-256WithRSAEncryption
        1.3.14.3.2.29 sha1WithRSA
        1.2.840.10045.4.1 ecdsa-with-SHA1
        1.2.840.10045.4.3.1 ecdsa-with-SHA224
        1.2.840.10045.4.3.2 ecdsa-with-SHA256
        1.2.840.10045.4.3.3 ecdsa-with-SHA384
        1.2.840.10045.4.3.4 ecdsa-with-SHA512
        1.2.840.10040.4.3 dsaWithSHA1
        2.16.840.1.101.3.4.3.1 dsa_with_SHA224
        2.16.840.1.101.3.4.3.2 dsa_with_SHA256
        2.16.840.1.101.3.4.3.3 dsa_with_SHA384
        2.16.840.1.101.3.4.3.4 dsa_with_SHA512
        2.16.840.1.101.3.4.3.9 ecdsa_with_SHA3-224
        2.16.840.1.101.3.4.3.10 ecdsa_with_SHA3-256
        2.16.840.1.101.3.4.3.11 ecdsa_with_SHA3-384
        2.16.840.1.101.3.4.3.12 ecdsa_with_SHA3-512
        2.16.840.1.101.3.4.3.13 RSA-SHA3-224
        2.16.840.1.101.3.4.3.14 RSA-SHA3-256
        2.16.840.1.101.3.4.3.15 RSA-SHA3-384
        2.16.840.1.101.3.4.3.16 RSA-SHA3-512
        2.16.840.1.101.3.4.3.17 ML-DSA-44
        2.16.840.1.101.3.4.3.18 ML-DSA-65
        2.16.840.1.101.3.4.3.19 ML-DSA-87
        1.3.101.112 ED25519
        1.3.101.113 ED448
        1.2.156.10197.1.501 SM2-with-SM3
        """
    )

    /// Public keys whose algorithm alone names them; RSA, DSA and EC also need their parameters.
    static let publicKeyAlgorithms = ObjectIdentifierTable(
        """
        1.2.840.113549.1.1.1 RSA
        1.2.840.113549.1.1.10 RSA-PSS
        1.2.840.10040.4.1 DSA
        1.2.840.10045.2.1 EC
        1.3.101.110 X25519
        1.3.101.111 X448
        1.3.101.112 Ed25519
        1.3.101.113 Ed448
        2.16.840.1.101.3.4.3.17 ML-DSA-44
        2.16.840.1.101.3.4.3.18 ML-DSA-65
        2.16.840.1.101.3.4.3.19 ML-DSA-87
        1.2.643.2.2.19 GOST R 34.10-2001
        1.2.643.7.1.1.1.1 GOST R 34.10-2012 256
        1.2.643.7.1.1.1.2 GOST R 34.10-2012 512
        """
    )

    /// Curves, by NIST's name where there is one, else by OpenSSL's.
    static let curves = ObjectIdentifierTable(
        """
        1.2.840.10045.3.1.1 P-192
        1.3.132.0.33 P-224
        1.2.840.10045.3.1.7 P-256
        1.3.132.0.34 P-384
        1.3.132.0.35 P-521
        1.3.132.0.10 secp256k1
        1.3.36.3.3.2.8.1.1.7 brainpoolP256r1
        1.3.36.3.3.2.8.1.1.8 brainpoolP256t1
        1.3.36.3.3.2.8.1.1.11 brainpoolP384r1
        1.3.36.3.3.2.8.1.1.12 brainpoolP384t1
        1.3.36.3.3.2.8.1.1.13 brainpoolP512r1
        1.3.36.3.3.2.8.1.1.14 brainpoolP512t1
        1.2.156.10197.1.301 SM2
        """
    )

    /// Extended key usages, by RFC 5280's name, else by OpenSSL's short name.
    static let keyPurposes = ObjectIdentifierTable(
        """
        1.3.6.1.5.5.7.3.1 serverAuth
        1.3.6.1.5.5.7.3.2 clientAuth
        1.3.6.1.5.5.7.3.3 codeSigning
        1.3.6.1.5.5.7.3.4 emailProtection
        1.3.6.1.5.5.7.3.5 ipsecEndSystem
        1.3.6.1.5.5.7.3.6 ipsecTunnel
        1.3.6.1.5.5.7.3.7 ipsecUser
        1.3.6.1.5.5.7.3.8 timeStamping
        1.3.6.1.5.5.7.3.9 OCSPSigning
        1.3.6.1.5.5.7.3.17 ipsecIKE
        1.3.6.1.5.5.7.3.21 secureShellClient
        1.3.6.1.5.5.7.3.22 secureShellServer
        2.5.29.37.0 anyExtendedKeyUsage
        1.3.6.1.4.1.311.20.2.2 msSmartcardLogin
        1.3.6.1.4.1.311.10.3.3 msSGC
        1.3.6.1.4.1.311.10.3.4 msEFS
        2.16.840.1.113730.4.1 nsSGC
        1.3.6.1.5.2.3.4 pkInitClientAuth
        1.3.6.1.5.2.3.5 pkInitKDC
        """
    )
}

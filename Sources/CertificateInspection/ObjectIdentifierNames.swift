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

    /// Signature algorithms, by OpenSSL's long name, and as FIPS 204 and 205 spell their own.
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
        \(postQuantumSchemes)
        1.2.840.10045.4.2 ecdsa-with-Recommended
        1.2.840.10045.4.3 ecdsa-with-Specified
        1.3.6.1.5.5.7.6.30 RSASSA-PSS-SHAKE128
        1.3.6.1.5.5.7.6.31 RSASSA-PSS-SHAKE256
        1.3.6.1.5.5.7.6.32 ecdsa-with-SHAKE128
        1.3.6.1.5.5.7.6.33 ecdsa-with-SHAKE256
        1.3.36.3.3.1.2 ripemd160WithRSA
        1.2.643.2.2.3 GOST R 34.11-94 with GOST R 34.10-2001
        1.2.643.7.1.1.3.2 GOST R 34.10-2012 with GOST R 34.11-2012 (256 bit)
        1.2.643.7.1.1.3.3 GOST R 34.10-2012 with GOST R 34.11-2012 (512 bit)
        1.3.14.3.2.3 md5WithRSA
        1.3.14.3.2.27 dsaWithSHA1-old
        """
    )

    /// Schemes whose keys and signatures have one identifier and one name.
    private static let postQuantumSchemes = """
        2.16.840.1.101.3.4.3.20 SLH-DSA-SHA2-128s
        2.16.840.1.101.3.4.3.21 SLH-DSA-SHA2-128f
        2.16.840.1.101.3.4.3.22 SLH-DSA-SHA2-192s
        2.16.840.1.101.3.4.3.23 SLH-DSA-SHA2-192f
        2.16.840.1.101.3.4.3.24 SLH-DSA-SHA2-256s
        2.16.840.1.101.3.4.3.25 SLH-DSA-SHA2-256f
        2.16.840.1.101.3.4.3.26 SLH-DSA-SHAKE-128s
        2.16.840.1.101.3.4.3.27 SLH-DSA-SHAKE-128f
        2.16.840.1.101.3.4.3.28 SLH-DSA-SHAKE-192s
        2.16.840.1.101.3.4.3.29 SLH-DSA-SHAKE-192f
        2.16.840.1.101.3.4.3.30 SLH-DSA-SHAKE-256s
        2.16.840.1.101.3.4.3.31 SLH-DSA-SHAKE-256f
        2.16.840.1.101.3.4.3.32 HashML-DSA-44-SHA512
        2.16.840.1.101.3.4.3.33 HashML-DSA-65-SHA512
        2.16.840.1.101.3.4.3.34 HashML-DSA-87-SHA512
        1.2.840.113549.1.9.16.3.17 HSS/LMS
        1.3.6.1.5.5.7.6.34 XMSS
        1.3.6.1.5.5.7.6.35 XMSSMT
        """

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
        \(postQuantumSchemes)
        2.16.840.1.101.3.4.4.1 ML-KEM-512
        2.16.840.1.101.3.4.4.2 ML-KEM-768
        2.16.840.1.101.3.4.4.3 ML-KEM-1024
        1.2.840.113549.1.3.1 DH
        1.2.840.10046.2.1 DH
        1.3.132.1.12 EC
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
        1.3.132.0.9 secp160k1
        1.3.132.0.8 secp160r1
        1.3.132.0.30 secp160r2
        1.3.132.0.31 secp192k1
        1.3.132.0.32 secp224k1
        1.3.132.0.6 secp112r1
        1.3.132.0.28 secp128r1
        1.3.132.0.1 sect163k1
        1.3.132.0.2 sect163r1
        1.3.132.0.15 sect163r2
        1.3.132.0.24 sect193r1
        1.3.132.0.26 sect233k1
        1.3.132.0.27 sect233r1
        1.3.132.0.16 sect283k1
        1.3.132.0.17 sect283r1
        1.3.132.0.36 sect409k1
        1.3.132.0.37 sect409r1
        1.3.132.0.38 sect571k1
        1.3.132.0.39 sect571r1
        1.3.36.3.3.2.8.1.1.1 brainpoolP160r1
        1.3.36.3.3.2.8.1.1.3 brainpoolP192r1
        1.3.36.3.3.2.8.1.1.5 brainpoolP224r1
        1.3.36.3.3.2.8.1.1.9 brainpoolP320r1
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

    /// Certificate policies: RFC 5280's, and those of the CA/Browser Forum.
    static let policies = ObjectIdentifierTable(
        """
        2.5.29.32.0 anyPolicy
        2.23.140.1.1 extended-validation
        2.23.140.1.2.1 domain-validated
        2.23.140.1.2.2 organization-validated
        2.23.140.1.2.3 individual-validated
        2.23.140.1.31 onion
        """
    )

    /// Hash functions, as they are parts of OpenSSL's long names.
    static let hashes = ObjectIdentifierTable(
        """
        1.2.840.113549.2.5 MD5
        1.3.14.3.2.26 SHA1
        2.16.840.1.101.3.4.2.4 SHA224
        2.16.840.1.101.3.4.2.1 SHA256
        2.16.840.1.101.3.4.2.2 SHA384
        2.16.840.1.101.3.4.2.3 SHA512
        2.16.840.1.101.3.4.2.5 SHA512-224
        2.16.840.1.101.3.4.2.6 SHA512-256
        2.16.840.1.101.3.4.2.7 SHA3-224
        2.16.840.1.101.3.4.2.8 SHA3-256
        2.16.840.1.101.3.4.2.9 SHA3-384
        2.16.840.1.101.3.4.2.10 SHA3-512
        """
    )

    /// Critical extensions that OpenSSL judges; it refuses a certificate with any other ("unhandled critical extension").
    static let handledExtensions = ObjectIdentifierTable(
        """
        2.5.29.15 keyUsage
        2.5.29.17 subjectAltName
        2.5.29.19 basicConstraints
        2.5.29.30 nameConstraints
        2.5.29.31 cRLDistributionPoints
        2.5.29.32 certificatePolicies
        2.5.29.33 policyMappings
        2.5.29.36 policyConstraints
        2.5.29.37 extKeyUsage
        2.5.29.54 inhibitAnyPolicy
        1.3.6.1.5.5.7.1.7 ipAddrBlocks
        1.3.6.1.5.5.7.1.8 autonomousSysIds
        1.3.6.1.5.5.7.1.14 proxyCertInfo
        2.16.840.1.113730.1.1 netscape-cert-type
        """
    )
}

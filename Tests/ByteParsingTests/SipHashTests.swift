import Testing

@testable import ByteParsing

@Suite struct `SipHash-1-3` {
    /// Of the key 0, and of messages 00 01 … of 1 to 33 bytes: what CPython's `hash` says with PYTHONHASHSEED=0.
    @Test func `agrees with other implementations`() {
        let start = SipHash(0, 0)
        let expected: [UInt64] = [
            0x68A9_1412_8E01_E473, 0x010B_AC45_C41E_3669, 0x4D4C_9A4A_8EF6_E0AD, 0x7CC4_3F98_813E_4DBD,
            0x5ABE_2169_DFF3_6275, 0xE3C2_5F87_624F_1CDB, 0x2F09_8AB0_C751_325A, 0xEAD4_11E6_7EBE_2EEA,
            0x7592_7F9D_9512_4362, 0xAF9F_77A6_5AB5_1A1D, 0xFE64_CE8B_6617_FCFF, 0xA6BA_F4FB_0F9F_E1C2,
            0xA0CF_3211_850F_8E0D, 0x7F86_0493_79FB_FE67, 0xF30E_B725_BB91_C9EA, 0x8972_1884_33A5_C5B7,
            0x4883_C49A_2C00_9C1D, 0xADC2_C0B6_3044_067D, 0x091F_4A33_29F8_7D19, 0x639E_355A_E68C_0100,
            0xB17B_EF2C_B521_3239, 0xF8AE_B106_6236_CCFE, 0x3733_2B13_89DA_A4FF, 0x3118_5A47_AF93_2F3A,
            0xEBF3_52E8_2AE2_3E2F, 0xED36_FF24_2FE4_78B2, 0x2454_D97D_2992_99DF, 0x8CD5_7FE8_130D_0AC7,
            0xBE98_EB2F_AF0A_0E85, 0xD427_C34E_E094_70C6, 0x1697_3944_3111_D49B, 0x31EF_8061_C910_629B,
            0x7FB7_1D24_DFA4_C9F6,
        ]
        for (index, hash) in expected.enumerated() {
            let message = [UInt8](0...UInt8(index))
            #expect(SeededHash.of(message.span, start) == hash, "\(message.count) bytes")
        }
    }
}

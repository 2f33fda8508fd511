/// Angles brought into the eighth of a circle where a short series is exact.
enum Angle {
    /// Which eighth of a circle a positive angle lies in, counted upwards, made even, and what is left within ±π/4.
    static func reduced(_ x: Double) -> (octant: UInt64, rest: Double)? {
        guard x < 0x1p29 else { return reducedExactly(x) }
        var octant = UInt64(x * 1.27323954473516268615107010698)
        if octant & 1 == 1 { octant += 1 }
        let turns = Double(octant)
        // π/4 in three parts with zeros at their ends (Cody and Waite), so that the products are exact.
        let rest =
            ((x - turns * 7.85398125648498535156e-1) - turns * 3.77489470793079817668e-8) - turns
            * 2.69515142907905952645e-15
        return (octant, rest)
    }

    /// For huge angles: multiplies by as many digits of 4/π as matter (M. Payne and R. Hanek, 1983).
    private static func reducedExactly(_ x: Double) -> (octant: UInt64, rest: Double)? {
        let shift = Int(x.exponent) - 52 + 61
        let (digit, bits) = (shift / 64, UInt64(shift % 64))
        guard digit >= 0, digit + 3 < fourOverPi.count else { return nil }
        let words = (0..<3).map { index in
            fourOverPi[digit + index] << bits | fourOverPi[digit + index + 1] >> (64 - bits)
        }
        let significand = x.significandBitPattern | 1 << 52
        let third = words[2].multipliedFullWidth(by: significand).high
        let second = words[1].multipliedFullWidth(by: significand)
        let (low, carries) = second.low.addingReportingOverflow(third)
        let high = words[0] &* significand &+ second.high &+ (carries ? 1 : 0)
        var octant = high >> 61
        // What is behind the octant is a binary fraction of it.
        let fraction = high << 3 | low >> 61
        let zeros = UInt64(fraction.leadingZeroBitCount)
        let exponent = 1_023 - (zeros + 1)
        let mantissa = (fraction << (zeros + 1) | (low << 3) >> (64 - (zeros + 1))) >> 12
        var rest = Double(bitPattern: exponent << 52 | mantissa)
        if octant & 1 == 1 {
            octant = (octant + 1) & 7
            rest -= 1
        }
        return (octant, rest * (.pi / 4))
    }

    private static let fourOverPi: [UInt64] = [
        0x0000_0000_0000_0001, 0x45f3_06dc_9c88_2a53, 0xf84e_afa3_ea69_bb81, 0xb6c5_2b32_7887_2083,
        0xfca2_c757_bd77_8ac3, 0x6e48_dc74_849b_a5c0, 0x0c92_5dd4_13a3_2439, 0xfc3b_d639_6253_4e7d,
        0xd104_6bea_5d76_8909, 0xd338_e04d_68be_fc82, 0x7323_ac73_06a6_73e9, 0x3908_bf17_7bf2_5076,
        0x3ff1_2fff_bc0b_301f, 0xde5e_2316_b414_da3e, 0xda6c_fd9e_4f96_136e, 0x9e8c_7ecd_3cbf_d45a,
        0xea4f_758f_d7cb_e2f6, 0x7a0e_73ef_14a5_25d4, 0xd7f6_bf62_3f1a_ba10, 0xac06_608d_f8f6_d757,
    ]
}

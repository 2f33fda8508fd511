import Foundation

/// Numbers as Go writes them, so that annotations read as they do from Prometheus.
enum GoFormat {
    /// `%v`: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e6 on, which
    /// is where strconv's shortest `g` changes over.
    static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return special(value) }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = decimal(abs(value))
        let sign = value < 0 ? "-" : ""
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let magnitude = abs(exponent)
            return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+")
                + (magnitude < 10 ? "0" : "") + String(magnitude)
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// `%e` with as many digits as tell the number apart: `1.5e+00`.
    static func scientific(_ value: Double, upper: Bool = false) -> String {
        guard value.isFinite else { return special(value) }
        let (digits, exponent) = value == 0 ? ("0", 0) : decimal(abs(value))
        let fraction = digits.utf8.count > 1 ? "." + digits.dropFirst() : ""
        let magnitude = abs(exponent)
        return (value.sign == .minus ? "-" : "") + digits.prefix(1) + fraction + (upper ? "E" : "e")
            + (exponent < 0 ? "-" : "+") + (magnitude < 10 ? "0" : "") + String(magnitude)
    }

    /// A number by a checked C conversion such as `%.4g`.
    static func format(_ conversion: String, _ value: Double) -> String {
        value.isFinite ? String(format: conversion, value) : special(value)
    }

    private static func special(_ value: Double) -> String {
        value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
    }

    /// The shortest digits of a positive number, and the exponent of the first of them.
    private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
        let parts = value.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let shift = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = whole + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.count > 1 && digits.hasSuffix("0") { digits.removeLast() }
        return (digits, whole.count - 1 - leading + shift)
    }
}

import Testing

@testable import OpsMetrics

/// The wanted values are what Debian's Prometheus 2.42 answers, to the last bit.
@Suite("Elementary functions round as Prometheus' do")
struct ElementaryFunctionTests {
    @Test(
        "values on which the C library differs in the last bit",
        arguments: [
            ("exp", -6.813009999999999, 0.0010993787845746663), ("exp", -685.0, 3.2231453908506465e-298),
            ("sin", -6.848629999999999, -0.5357913455459211), ("cos", -6.848629999999999, 0.8443504213524686),
            ("tan", -6.85, -0.6364837321564609), ("sinh", -6.84589, -470.00422674047843),
            ("cosh", -6.85, 471.9409830636355), ("tanh", -2.28653, -0.9795584601242843),
            ("asinh", -6.8363, -2.620700720868407), ("atan", -6.848629999999999, -1.425806336979959),
            ("asin", -0.9998, -1.550795993446563), ("acos", -0.9998, 3.1215923202414597),
            ("acosh", 2.20707, 1.429017552103525), ("log10", 2.74, 0.437750562820388), ("log2", 8, 3),
            ("ln", 1, 0), ("sin", 1e22, -0.8522008497671889),
        ])
    func values(name: String, argument: Double, wanted: Double) throws {
        let function = try #require(MathFunction.named(name))
        #expect(function(argument) == wanted)
    }

    @Test("special values", arguments: ["exp", "ln", "log2", "log10", "sqrt", "sinh", "tanh", "asinh", "atan", "sin"])
    func special(name: String) throws {
        let function = try #require(MathFunction.named(name))
        #expect(function(.nan).isNaN)
        let ofInfinity: [String: Double] = ["tanh": 1, "atan": .pi / 2, "sin": .nan]
        let infinite = function(.infinity)
        let wanted = ofInfinity[name] ?? .infinity
        #expect(infinite == wanted || infinite.isNaN && wanted.isNaN)
        let ofZero: [String: Double] = ["exp": 1, "ln": -.infinity, "log2": -.infinity, "log10": -.infinity]
        #expect(function(0) == ofZero[name] ?? 0)
    }

    @Test(
        "powers",
        arguments: [
            (1.82, 4.5, 14.802028836157957), (2, 0.75, 1.681792830507429), (0.065, -15.91, 7.701024336093912e+18),
            (-8, 3, -512), (-2, -3, -0.125), (0, -1, .infinity), (-0.0, -1, -.infinity), (-1, .infinity, 1),
            (0.5, .infinity, 0), (-.infinity, 3, -.infinity), (.infinity, -2, 0), (.nan, 0, 1), (9, 0.5, 3),
            (1e300, 2, .infinity), (10, -330, 0), (2, 1e19, .infinity),
        ])
    func powers(base: Double, exponent: Double, wanted: Double) {
        #expect(Exponential.pow(base, exponent) == wanted)
        #expect(Exponential.pow(-2, 0.5).isNaN)
    }

    @Test("no argument traps")
    func hostile() {
        var random = SeededGenerator(seed: 3)
        let names = ["exp", "ln", "log10", "sin", "tan", "asin", "acosh", "atanh", "tanh", "sinh"]
        var finite = 0
        for _ in 0..<2_000 {
            let (x, y) = (Double(bitPattern: random.next()), Double(bitPattern: random.next()))
            for name in names where MathFunction.named(name)?(x).isFinite == true { finite += 1 }
            if Exponential.pow(x, y).isFinite { finite += 1 }
            if InverseTrigonometric.atan2(x, y).isFinite { finite += 1 }
            for name in ["year", "minute", "days_in_month"] where TimeFunction.named(name)?(x).isFinite == true {
                finite += 1
            }
        }
        #expect(finite > 6_000)
    }

    @Test("dates before 1970, and of what is no date")
    func dates() throws {
        let year = try #require(TimeFunction.named("year"))
        #expect(year(-1) == 1969)
        #expect(year(253_402_300_800) == 10_000)
        #expect(year(.nan) == 292_277_026_596)
        let hour = try #require(TimeFunction.named("hour"))
        #expect(hour(.infinity) == 15)
    }
}

import OpsCore
import OpsPlant
import Testing

@Suite("The actuator")
struct ActuatorDynamicsTests {
    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9) + 1) }

    /// Seconds until it arrives; nil where it does not within `limit`.
    private func travel(_ dynamics: inout ActuatorDynamics, to target: Double, limit: Double) -> Double? {
        dynamics.drive(to: target, at: at(0))
        for step in 0...Int(limit * 100) {
            let now = at(Double(step) / 100)
            dynamics.advance(to: now)
            if dynamics.hasArrived(at: now) { return Double(step) / 100 }
        }
        return nil
    }

    @Test("A full stroke takes its dead time and its travel time, within 5 %", arguments: 0..<40 as Range<UInt64>)
    func stroke(seed: UInt64) throws {
        var dynamics = ActuatorDynamics(position: 100, travelSeconds: 10, seed: seed)
        let seconds = try #require(travel(&dynamics, to: 0, limit: 20))
        #expect((9.5 + 0.1...10.6 + 1.1).contains(seconds))
        #expect(dynamics.position <= 0.5)
    }

    @Test("It moves one way, never past its end, and not during the dead time")
    func monotone() {
        var dynamics = ActuatorDynamics(position: 80, travelSeconds: 5, seed: 3)
        dynamics.drive(to: 30, at: at(0))
        dynamics.advance(to: at(0.19))
        #expect(dynamics.position == 80 && !dynamics.isMoving(at: at(0.19)))
        var last = 80.0
        for step in 0..<400 {
            dynamics.advance(to: at(Double(step) / 50))
            #expect(dynamics.position <= last && dynamics.position >= 30)
            last = dynamics.position
        }
        #expect(last <= 30.5)
    }

    @Test("How often it is asked does not change where it is")
    func steps() {
        var coarse = ActuatorDynamics(position: 0, travelSeconds: 20, seed: 9)
        var fine = coarse
        coarse.drive(to: 100, at: at(0))
        fine.drive(to: 100, at: at(0))
        for step in 1...1000 { fine.advance(to: at(Double(step) / 100)) }
        coarse.advance(to: at(10))
        #expect(abs(coarse.position - fine.position) < 0.001)
    }

    @Test("Stuck: it takes the order, does not move, and counts as blocked after three seconds")
    func stuck() {
        var dynamics = ActuatorDynamics(position: 50, travelSeconds: 5, seed: 1)
        dynamics.isStuck = true
        dynamics.drive(to: 0, at: at(0))
        dynamics.advance(to: at(3))
        #expect(dynamics.position == 50 && !dynamics.isMoving(at: at(3)) && !dynamics.isBlocked(at: at(3)))
        dynamics.advance(to: at(4.1))
        #expect(dynamics.isBlocked(at: at(4.1)))
    }

    @Test("Slow is slow, and stopped is stopped")
    func slowAndStopped() {
        var dynamics = ActuatorDynamics(position: 100, travelSeconds: 10, seed: 1)
        dynamics.pace = 0.1
        dynamics.drive(to: 0, at: at(0))
        dynamics.advance(to: at(11))
        #expect((88...92).contains(dynamics.position))
        dynamics.halt(at: at(11))
        let position = dynamics.position
        dynamics.advance(to: at(60))
        #expect(dynamics.position == position && dynamics.target == nil)
    }

    @Test("Stiction: from rest it holds until the demand is further off than S, then slips to it")
    func stickAndSlip() {
        var dynamics = ActuatorDynamics(position: 50, travelSeconds: 100, seed: 1)
        dynamics.stiction = 10
        dynamics.drive(to: 80, at: at(0))
        dynamics.advance(to: at(8))
        #expect(dynamics.position == 50 && !dynamics.isMoving(at: at(8)) && !dynamics.hasArrived(at: at(8)))
        dynamics.advance(to: at(13))
        #expect(dynamics.position > 60 && dynamics.isMoving(at: at(13)))
        let slipped = dynamics.position
        dynamics.advance(to: at(14))
        #expect((0.9...1.1).contains(dynamics.position - slipped), "no stiction while it moves")
    }

    @Test("A demand within S does not move it: a small one counts as reached, a larger one as blocked")
    func withinStiction() {
        for (demand, isThere) in [(50.4, true), (58.0, false)] {
            var dynamics = ActuatorDynamics(position: 50, travelSeconds: 20, seed: 1)
            dynamics.stiction = 10
            dynamics.drive(to: demand, at: at(0))
            dynamics.advance(to: at(6))
            #expect(dynamics.position == 50)
            #expect(dynamics.hasArrived(at: at(6)) == isThere && dynamics.isBlocked(at: at(6)) == !isThere)
        }
    }

    @Test("Set free, a stuck valve goes on at its pace: no leap to where the motor would have had it")
    func freed() {
        var dynamics = ActuatorDynamics(position: 100, travelSeconds: 10, seed: 1)
        dynamics.isStuck = true
        dynamics.drive(to: 0, at: at(0))
        dynamics.advance(to: at(3))
        dynamics.isStuck = false
        dynamics.advance(to: at(3.5))
        #expect((94...96).contains(dynamics.position))
    }

    @Test("A stroke's time follows its pace, not the clock's scale")
    func strokeSeconds() {
        var dynamics = ActuatorDynamics(position: 0, travelSeconds: 8, timeScale: 10, seed: 1)
        #expect((7.6...8.5).contains(dynamics.strokeSeconds))
        dynamics.pace = 4
        #expect((1.9...2.2).contains(dynamics.strokeSeconds))
    }

    @Test("At rest the transmitter reports one steady value; in motion it follows within its noise")
    func sensor() {
        var sensor = PositionSensor(position: 62, seed: 5)
        var readings: Set<Double> = []
        for _ in 0..<500 { readings.insert(sensor.measure(62)) }
        #expect(readings.count <= 4)
        for position in stride(from: 62.0, through: 0, by: -1) {
            #expect(abs(sensor.measure(position) - position) <= 0.5 + 0.3 + 0.1)
        }
    }
}

/// An exemplar as the hot path keeps it: nothing is built before somebody asks.
struct RecordedExemplar {
    let name: String
    let value: String
    let observed: Double
    let seconds: Double

    /// Nil where it would be longer than the format allows.
    init?(_ label: (name: String, value: String), observed: Double) {
        // Bytes are an upper bound of characters, and free to count.
        let limit = Exemplar.characterLimit
        if label.name.utf8.count + label.value.utf8.count > limit,
            label.name.unicodeScalars.count + label.value.unicodeScalars.count > limit
        {
            return nil
        }
        name = label.name
        value = label.value
        self.observed = observed
        seconds = RegistryClock.seconds()
    }

    /// As it is exposed.
    var exemplar: Exemplar {
        Exemplar(labels: Labels([(MetricName.validLabel(name), value)]), value: observed, seconds: seconds)
    }
}

/// Labels while they are being changed: names once each, no empty values, in no order.
struct LabelEdit {
    private(set) var pairs: [Label]

    /// Begins with labels whose names occur once.
    init(_ pairs: [Label]) {
        self.pairs = pairs
    }

    var isEmpty: Bool { pairs.isEmpty }

    /// A label's value; nil where there is none. Setting an empty value removes the label.
    subscript(_ name: String) -> String? {
        get {
            for label in pairs where label.name == name { return label.value }
            return nil
        }
        set {
            let place = pairs.firstIndex { $0.name == name }
            guard let newValue, !newValue.isEmpty else {
                if let place { pairs.remove(at: place) }
                return
            }
            let label = Label(name: name, value: newValue)
            if let place { pairs[place] = label } else { pairs.append(label) }
        }
    }

    mutating func removeAll(where isGone: (String) -> Bool) {
        pairs.removeAll { isGone($0.name) }
    }

    var labels: Labels { Labels(sorted: pairs.sorted { $0.name < $1.name }) }
}

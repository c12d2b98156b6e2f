import Testing

@testable import LoopNode

@Suite struct FrontendsTests {
    @Test func `what is kept is there until it is forgotten`() {
        var frontends = Frontends<Int>()
        #expect(frontends.history(of: "a") == nil)
        frontends.keep(1, of: "a")
        frontends.keep(2, of: "b")
        frontends.keep(3, of: "a")
        #expect(frontends.history(of: "a") == 3)
        frontends.forget("a")
        #expect(frontends.history(of: "a") == nil)
        #expect(frontends.history(of: "b") == 2)
    }

    @Test(arguments: [-1, 0, 1]) func `beyond the limit the one that was used longest ago goes`(surplus: Int) {
        var frontends = Frontends<Int>()
        let count = Frontends<Int>.countLimit + surplus
        frontends.keep(0, of: "first")
        for number in 0..<count - 2 { frontends.keep(number, of: "\(number)") }
        frontends.keep(1, of: "first")
        frontends.keep(9, of: "last")
        #expect(frontends.history(of: "first") == 1)
        #expect(frontends.history(of: "last") == 9)
        #expect((frontends.history(of: "0") == nil) == (surplus > 0))
        #expect(frontends.history(of: "1") == 1)
    }
}

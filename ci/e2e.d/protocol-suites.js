// What the suites of Engine.IO and Socket.IO import, in place of their own node-imports.js: only what Debian has.
import fetch from "node-fetch";
import { WebSocket } from "ws";
import chai from "chai";

// Not node's own: the suites go by the clock, and it keeps connections, so that a request comes sooner than they expect.
globalThis.fetch = fetch;
globalThis.chai = chai;

// The suites are written for the WebSocket of browsers, from which that of `ws` differs in two points.
globalThis.WebSocket = class extends WebSocket {
  static #eventsOfTheirOwnTurn = new Set(["open", "message", "close"]);
  #isTurnTaken = false;
  #waiting = [];

  constructor(...parameters) {
    super(...parameters);
    // A connection that is refused closes; it does not end the program.
    this.on("error", () => {});
  }

  // Each event has a turn of its own. `ws` up to 8.13 gives all messages that arrived together in one turn, and a test
  // that awaits one after the other misses the second.
  emit(name, ...parameters) {
    if (!this.constructor.#eventsOfTheirOwnTurn.has(name)) return super.emit(name, ...parameters);
    if (this.#isTurnTaken) {
      this.#waiting.push([name, ...parameters]);
      return true;
    }
    this.#isTurnTaken = true;
    setImmediate(() => this.#beginTurn());
    return super.emit(name, ...parameters);
  }

  #beginTurn() {
    this.#isTurnTaken = false;
    if (this.#waiting.length > 0) this.emit(...this.#waiting.shift());
  }
};

// What the suites use of the package chai-string.
chai.Assertion.addMethod("startsWith", function (beginning) {
  this.assert(
    this._obj.startsWith(beginning),
    "expected #{this} to start with #{exp}",
    "expected #{this} not to start with #{exp}",
    beginning
  );
});

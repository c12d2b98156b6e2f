// What the suites of Engine.IO and Socket.IO import, in place of their own node-imports.js: only what Debian has.
import { WebSocket } from "ws";
import chai from "chai";

// The suites are written for the WebSocket of browsers, from which that of `ws` differs in two points.
globalThis.WebSocket = class extends WebSocket {
  #waiting = [];

  constructor(...parameters) {
    super(...parameters);
    // A connection that is refused closes; it does not end the program.
    this.on("error", () => {});
  }

  // Each message is an event of its own turn. `ws` up to 8.13 gives all that arrived together at once, and a test that
  // awaits one after the other misses the second.
  emit(name, ...parameters) {
    if (name !== "message" && name !== "close") return super.emit(name, ...parameters);
    if (this.#waiting.push([name, ...parameters]) === 1) setImmediate(() => this.#giveNext());
    return true;
  }

  #giveNext() {
    const event = this.#waiting.shift();
    if (this.#waiting.length > 0) setImmediate(() => this.#giveNext());
    super.emit(...event);
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

globalThis.chai = chai;

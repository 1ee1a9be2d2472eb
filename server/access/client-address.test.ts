import { expect, test } from "vitest";
import { callerAddress } from "./client-address.ts";

test.each([
  ["the peer, where no proxy is trusted", "198.51.100.1", "203.0.113.9", [], "198.51.100.1"],
  ["what a trusted proxy says", "10.0.0.1", "203.0.113.9", ["10.0.0.0/8"], "203.0.113.9"],
  ["not what the caller told the proxy", "10.0.0.1", "1.2.3.4, 203.0.113.9", ["10.0.0.1"], "203.0.113.9"],
  ["through several proxies", "::ffff:10.0.0.1", "203.0.113.9, 10.0.0.2", ["10.0.0.0/8"], "203.0.113.9"],
  ["the peer, where it is no proxy of ours", "198.51.100.1", "203.0.113.9", ["10.0.0.0/8"], "198.51.100.1"],
  ["over IPv6", "fd00::1", "2001:db8::7", ["fd00::/8"], "2001:db8::7"],
  ["the peer, where only proxies are named", "10.0.0.1", "10.0.0.3", ["10.0.0.0/8"], "10.0.0.1"],
])("%s", (_, peer, forwardedFor, trusted, address) => {
  expect(callerAddress(peer, forwardedFor, trusted)).toBe(address);
});

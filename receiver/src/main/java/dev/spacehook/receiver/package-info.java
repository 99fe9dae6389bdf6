/**
 * For those who receive: verify and parse notifications. Java 17, no dependencies.
 *
 * <p>Begin with {@link dev.spacehook.receiver.Verifier}. Nothing in this package takes or returns null.
 */
package dev.spacehook.receiver;

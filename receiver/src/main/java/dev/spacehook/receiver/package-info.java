/** For those who receive: verify and parse notifications. Java 17, no dependencies. */
package dev.spacehook.receiver;

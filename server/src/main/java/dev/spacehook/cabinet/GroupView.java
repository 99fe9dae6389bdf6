package dev.spacehook.cabinet;

/**
 * A group at the head of its pages and in lists.
 *
 * @param state key of the text that says how its webhook stands
 * @param tone colour of the state: good, wait, bad or empty
 * @param paid whether the plan comes with webhooks
 * @param tab the section that is open
 */
public record GroupView(String id, String name, String plan, String state, String tone, boolean paid, String tab) {}

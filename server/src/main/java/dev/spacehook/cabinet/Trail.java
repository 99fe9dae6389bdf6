package dev.spacehook.cabinet;

import dev.spacehook.identity.Audit;
import dev.spacehook.identity.People;
import dev.spacehook.identity.Person;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The audit trail in words. Blocks. Thread-safe. */
@Singleton
final class Trail {

    static final int PAGE = 50;

    private final Audit audit;
    private final People people;

    @Inject
    Trail(Audit audit, People people) {
        this.audit = audit;
        this.people = people;
    }

    List<Audit.Line> ofSpace(String spaceId, long before) {
        return audit.ofSpace(spaceId, before, PAGE);
    }

    List<TrailLine> ofPerson(Visitor visitor) {
        return inWords(visitor, audit.ofPerson(visitor.personId(), Long.MAX_VALUE, PAGE));
    }

    List<TrailLine> inWords(Visitor visitor, List<Audit.Line> lines) {
        return lines.stream().map(line -> inWords(visitor, line)).toList();
    }

    private TrailLine inWords(Visitor visitor, Audit.Line line) {
        Texts texts = visitor.texts();
        Audit.Entry entry = line.entry();
        String key = "audit_" + entry.action();
        String address = entry.actor().address();
        String detail = entry.detail();
        return new TrailLine(
                texts.has(key) ? texts.of(key) : Shown.of(entry.action()),
                actor(visitor, entry.actor().name()),
                address == null ? null : Shown.of(address),
                detail == null || detail.isBlank() ? null : Shown.of(detail),
                line.at(),
                texts.moment(line.at()));
    }

    /** Who it was, as the owner knows him. */
    private String actor(Visitor visitor, String name) {
        String id = name.substring(name.indexOf(':') + 1);
        String kind = id.length() == name.length() ? name : name.substring(0, name.length() - id.length() - 1);
        return switch (kind) {
            case "person" -> id.equals(visitor.personId()) ? visitor.texts().of("actor_you") : person(visitor, id);
            case "client" -> visitor.texts().of("actor_client", id);
            case "platform" -> visitor.texts().of("actor_platform");
            default -> visitor.texts().of("actor_system");
        };
    }

    /** A former owner's e-mail is nothing to his successor. */
    private String person(Visitor visitor, String id) {
        String known = people.find(id).map(Person::username).orElse(null);
        return visitor.texts().of("actor_person", known == null ? id : known);
    }
}

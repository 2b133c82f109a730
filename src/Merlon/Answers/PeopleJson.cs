using System.Globalization;
using System.Text.Json;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>People, sessions, tokens and the audit log as JSON. Of secrets nothing is written, not even a hash.</summary>
static class PeopleJson
{
    /// <summary>What everybody of the team may know of a person.</summary>
    public static void WriteName(Utf8JsonWriter json, Person person)
    {
        json.WriteStartObject();
        json.WriteString("id", person.Id);
        json.WriteString("name", person.Name);
        json.WriteString("role", person.Role);
        json.WriteString("state", person.State);
        json.WriteEndObject();
    }

    /// <summary>A person as administrators see them.</summary>
    public static void Write(Utf8JsonWriter json, Person person)
    {
        json.WriteStartObject();
        json.WriteString("id", person.Id);
        json.WriteString("login", person.Login);
        json.WriteString("name", person.Name);
        json.WriteText("email", person.Email);
        json.WriteString("role", person.Role);
        json.WriteString("state", person.State);
        json.WriteText("issuer", person.Issuer);
        json.WriteString("created_at", Instant(person.CreatedAt));
        json.WriteText("seen_at", Instant(person.SeenAt));
        json.WriteText("locked_until", Instant(person.LockedUntil));
        json.WriteNumber("revision", person.Revision);
        json.WriteEndObject();
    }

    /// <summary>A session as its owner sees it.</summary>
    public static void Write(Utf8JsonWriter json, PersonSession session, bool isCurrent)
    {
        json.WriteStartObject();
        json.WriteString("id", session.Id);
        json.WriteString("created_at", Instant(session.CreatedAt));
        json.WriteString("seen_at", Instant(session.SeenAt));
        json.WriteString("expires_at", Instant(session.ExpiresAt));
        json.WriteText("agent", session.Agent);
        json.WriteText("address", session.Address);
        json.WriteBoolean("is_current", isCurrent);
        json.WriteEndObject();
    }

    /// <summary>A token; with its secret only in the one answer that makes it.</summary>
    public static void Write(Utf8JsonWriter json, PersonToken token, string secret)
    {
        json.WriteStartObject();
        json.WriteString("id", token.Id);
        json.WriteString("person", token.Person);
        json.WriteString("name", token.Name);
        json.WriteString("scope", token.Scope);
        json.WriteString("created_at", Instant(token.CreatedAt));
        json.WriteString("expires_at", Instant(token.ExpiresAt));
        json.WriteText("seen_at", Instant(token.SeenAt));
        json.WriteText("secret", secret);
        json.WriteEndObject();
    }

    /// <summary>A line of the audit log.</summary>
    public static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("number", entry.Number);
        json.WriteString("at", Instant(entry.At));
        json.WriteText("person", entry.Person);
        json.WriteText("name", entry.Name);
        json.WriteString("action", entry.Action);
        json.WriteText("subject", entry.Subject);
        json.WriteString("outcome", entry.Outcome);
        json.WriteText("address", entry.Address);
        json.WriteEndObject();
    }

    /// <summary>An instant to the second, empty for none.</summary>
    public static string Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}

using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <content>Sessions, and the one-time links that lead to the first.</content>
public sealed partial class Team
{
    /// <summary>How long a session lasts however much it is used, in hours.</summary>
    public const int SessionHoursMax = 14 * 24;

    /// <summary>How long a session lasts without being used, in hours.</summary>
    public const int SessionIdleHoursMax = 24;

    /// <summary>Sessions of one person; the one that was not used longest ends for a further one.</summary>
    public const int SessionsMax = 50;

    /// <summary>How long a link is remembered after its time, in days.</summary>
    const int LinkDaysKept = 30;

    /// <summary>Longest name of a browser that is kept, in characters.</summary>
    const int AgentCharactersMax = 300;

    /// <summary>How old what is known of a session's last use may become, in seconds: not every request is a write.</summary>
    const int SeenSecondsMax = 60;

    /// <summary>Begins a session of a person who proved to be it: the wrong passwords are forgotten.</summary>
    /// <param name="person">Id of the person.</param>
    /// <param name="secret">The cookie's secret; only its hash is kept.</param>
    /// <param name="agent">What the browser calls itself.</param>
    /// <param name="address">From where.</param>
    /// <exception cref="FileNotFoundException">There is no such person.</exception>
    public PersonSession BeginSession(string person, string secret, string agent, string address) => database.Write((connection, transaction) =>
    {
        var now = clock.GetUtcNow();
        var known = PeopleTable.Find(connection, transaction, person) ?? throw NoSuchPerson(person);
        SessionsTable.DeleteOld(connection, transaction, now, now.AddHours(-SessionIdleHoursMax));
        foreach (var old in SessionsTable.Of(connection, transaction, person).Skip(SessionsMax - 1))
        {
            SessionsTable.Delete(connection, transaction, old.Id, person);
        }

        PeopleTable.Update(connection, transaction, known with { SeenAt = now, Failed = 0, LockedUntil = null });
        PersonSession session = new(TeamSecret.MakeKey(), person, now, now, now.AddHours(SessionHoursMax), Shown(agent, AgentCharactersMax), address);
        SessionsTable.Insert(connection, transaction, session, TeamSecret.HashOf(secret));
        return session;
    });

    /// <summary>The session of a cookie and its person; null when there is none, its time is over, or the person may not sign in.</summary>
    public (PersonSession Session, Person Person)? FindSession(string secret) => database.Read(connection =>
    {
        var now = clock.GetUtcNow();
        return SessionsTable.Find(connection, TeamSecret.HashOf(secret)) is { } session && session.ExpiresAt > now && session.SeenAt.AddHours(SessionIdleHoursMax) > now
            && PeopleTable.Find(connection, transaction: null, session.Person) is { State: Person.Active } person
            ? (session, person) : ((PersonSession, Person)?)null;
    });

    /// <summary>Notes that a session is used; writes only when what is known is old.</summary>
    public void TouchSession(PersonSession session, string address)
    {
        var now = clock.GetUtcNow();
        if ((now - session.SeenAt).TotalSeconds >= SeenSecondsMax)
        {
            database.Write((connection, transaction) =>
            {
                SessionsTable.Touch(connection, transaction, session.Id, now, address);
                return true;
            });
        }
    }

    /// <summary>Sessions of a person, the last used first.</summary>
    public IReadOnlyList<PersonSession> Sessions(string person) => database.Read(connection => SessionsTable.Of(connection, transaction: null, person));

    /// <summary>Ends a session of a person. False when there is none.</summary>
    public bool EndSession(string person, string session) => database.Write((connection, transaction) => SessionsTable.Delete(connection, transaction, session, person) > 0);

    /// <summary>Ends all sessions of a person but one.</summary>
    public void EndSessions(string person, string keptSession) => database.Write((connection, transaction) =>
    {
        SessionsTable.DeleteOf(connection, transaction, person, keptSession);
        return true;
    });

    /// <summary>Makes a one-time link; earlier ones for the same become worthless.</summary>
    /// <returns>Its secret, which is not kept.</returns>
    public string MakeLink(string purpose, string person, TimeSpan lasts) => database.Write((connection, transaction) =>
    {
        var secret = TeamSecret.Make();
        var now = clock.GetUtcNow();
        LinksTable.DeleteUnused(connection, transaction, purpose, person);
        LinksTable.DeleteOld(connection, transaction, now.AddDays(-LinkDaysKept));
        LinksTable.Insert(connection, transaction, TeamSecret.MakeKey(), TeamSecret.HashOf(secret), new OneTimeLink(purpose, person, now + lasts), now);
        return secret;
    });

    /// <summary>Uses up a link that leads to nothing but itself, such as the state of a sign-in elsewhere. False when it cannot be used.</summary>
    public bool UseLink(string secret, string purpose) => database.Write((connection, transaction) => TryUse(connection, transaction, secret, purpose) is not null);

    /// <summary>A link that can still be used; null when it cannot.</summary>
    public OneTimeLink? FindLink(string secret)
        => database.Read(connection => LinksTable.Find(connection, transaction: null, TeamSecret.HashOf(secret)) is { } link && link.ExpiresAt > clock.GetUtcNow() ? link : null);

    /// <summary>Uses a link of the first start: adds the administrator. Null when the link cannot be used, or there is an administrator by now.</summary>
    /// <param name="link">The link's secret.</param>
    /// <param name="login">As typed.</param>
    /// <param name="name">As shown.</param>
    /// <param name="secret">The password as the host's hasher wrote it.</param>
    /// <exception cref="InvalidDataException">The login is taken, or a value is wrong; the link can still be used.</exception>
    public Person? UseFirstStart(string link, string login, string name, string secret) => database.Write((connection, transaction) =>
        TryUse(connection, transaction, link, OneTimeLink.FirstStart) is null || PeopleTable.CountAdministrators(connection, transaction, otherThan: "") > 0
            ? null : Add(connection, transaction, new Person("", login, name, Person.Administrator) { Secret = secret }));

    /// <summary>Uses a link that lets a person choose a password; their sessions end. Null when it cannot be used.</summary>
    /// <param name="link">The link's secret.</param>
    /// <param name="name">As shown from now on.</param>
    /// <param name="secret">The password as the host's hasher wrote it.</param>
    /// <exception cref="InvalidDataException">A value is wrong; the link can still be used.</exception>
    public Person? UsePasswordLink(string link, string name, string secret) => database.Write((connection, transaction) =>
    {
        if (TryUse(connection, transaction, link, OneTimeLink.Password) is not { } used || PeopleTable.Find(connection, transaction, used.Person) is not { State: not Person.Disabled } person)
        {
            return null;
        }

        var changed = Checked(person with { Name = name, Secret = secret, State = Person.Active, Failed = 0, LockedUntil = null, Revision = person.Revision + 1 });
        PeopleTable.Update(connection, transaction, changed);
        SessionsTable.DeleteOf(connection, transaction, person.Id, otherThan: "");
        return changed;
    });

    OneTimeLink? TryUse(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, string secret, string purpose)
    {
        var hash = TeamSecret.HashOf(secret);
        return LinksTable.Find(connection, transaction, hash) is { } link && link.Purpose == purpose && link.ExpiresAt > clock.GetUtcNow()
            && LinksTable.Use(connection, transaction, hash, clock.GetUtcNow()) == 1 ? link : null;
    }

    static string Shown(string text, int charactersMax)
    {
        var clean = string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));
        return clean.Length <= charactersMax ? clean : clean[..(char.IsHighSurrogate(clean[charactersMax - 1]) ? charactersMax - 1 : charactersMax)];
    }
}

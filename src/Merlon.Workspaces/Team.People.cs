using System.Globalization;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <content>Persons: who may sign in, and as what.</content>
public sealed partial class Team
{
    /// <summary>Most people of a team.</summary>
    public const int PeopleMax = 10_000;

    /// <summary>Wrong passwords in a row before the account is locked for a while; each further one doubles the while.</summary>
    public const int FailedMax = 5;

    /// <summary>The first while that an account is locked, and the longest, in seconds.</summary>
    public const int LockSecondsMin = 30, LockSecondsMax = 3_600;

    /// <summary>A login as it is kept and compared: trimmed, letter case and forms of Unicode made one.</summary>
    /// <exception cref="InvalidDataException">Empty, too long, or with characters that cannot be seen.</exception>
    public static string NormaliseLogin(string login)
    {
        var normal = login.Trim().Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant();
        return normal.Length is 0 or > Person.NameCharactersMax
            ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a login has 1 to {Person.NameCharactersMax} characters"))
            : normal.All(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+') ? normal
            : throw new InvalidDataException("a login consists of letters, digits and . - _ @ +");
    }

    /// <summary>Adds a person; the id, the day and the revision are made here. Somebody whom an identity provider vouches for is added once, however many ask at the same time.</summary>
    /// <exception cref="InvalidDataException">The login is taken or is none, the role is none, or there are <see cref="PeopleMax"/> people.</exception>
    public Person AddPerson(Person person) => database.Write((connection, transaction)
        => (person.Issuer.Length > 0 ? PeopleTable.FindSubject(connection, transaction, person.Issuer, person.Subject) : null) ?? Add(connection, transaction, person));

    /// <summary>A person by id; null when there is none.</summary>
    public Person? FindPerson(string id) => database.Read(connection => PeopleTable.Find(connection, transaction: null, id));

    /// <summary>A person by login as typed; null when there is none.</summary>
    public Person? FindLogin(string login)
    {
        try
        {
            var normal = NormaliseLogin(login);
            return database.Read(connection => PeopleTable.FindLogin(connection, transaction: null, normal));
        }
        catch (InvalidDataException)
        {
            return null; // nobody can have such a login
        }
    }

    /// <summary>A person by what an identity provider calls them; null when they never signed in.</summary>
    public Person? FindSubject(string issuer, string subject) => database.Read(connection => PeopleTable.FindSubject(connection, transaction: null, issuer, subject));

    /// <summary>Everybody, by login.</summary>
    public IReadOnlyList<Person> People() => database.Read(PeopleTable.All);

    /// <summary>Whether somebody can administer this team.</summary>
    public bool HasAdministrator() => database.Read(static connection => PeopleTable.CountAdministrators(connection, transaction: null, otherThan: "") > 0);

    /// <summary>Changes a person. Who is kept out loses sessions at once, and tokens stop working while they are.</summary>
    /// <param name="id">Of whom.</param>
    /// <param name="revision">The revision that the change was made of; null for whatever it is.</param>
    /// <param name="change">What.</param>
    /// <returns>The person as they are now; null when somebody else changed them since <paramref name="revision"/>.</returns>
    /// <exception cref="FileNotFoundException">There is no such person.</exception>
    /// <exception cref="InvalidDataException">The change cannot be made: no administrator would remain, or a value is wrong.</exception>
    public Person? ChangePerson(string id, long? revision, PersonChange change) => database.Write((connection, transaction) =>
    {
        var person = PeopleTable.Find(connection, transaction, id) ?? throw NoSuchPerson(id);
        if (revision is { } known && known != person.Revision)
        {
            return null;
        }

        var isEnabled = change.IsEnabled ?? person.State != Person.Disabled;
        var changed = Checked(person with
        {
            Name = change.Name ?? person.Name,
            Email = change.Email ?? person.Email,
            Language = change.Language ?? person.Language,
            Role = change.Role ?? person.Role,
            State = !isEnabled ? Person.Disabled : person.State != Person.Disabled ? person.State : person.Secret.Length == 0 && person.Issuer.Length == 0 ? Person.Invited : Person.Active,
            Failed = change.Unlocks ? 0 : person.Failed,
            LockedUntil = change.Unlocks ? null : person.LockedUntil,
            Revision = person.Revision + 1,
        });
        var wasAdministrator = person is { Role: Person.Administrator, State: Person.Active };
        if (wasAdministrator && changed is not { Role: Person.Administrator, State: Person.Active } && PeopleTable.CountAdministrators(connection, transaction, otherThan: id) == 0)
        {
            throw new InvalidDataException("one administrator always remains: make somebody else one first");
        }

        PeopleTable.Update(connection, transaction, changed);
        if (changed.State == Person.Disabled)
        {
            SessionsTable.DeleteOf(connection, transaction, id, otherThan: "");
            LinksTable.DeleteUnused(connection, transaction, OneTimeLink.Password, id);
        }

        return changed;
    });

    /// <summary>Gives a person a new password; their other sessions end.</summary>
    /// <param name="id">Of whom.</param>
    /// <param name="secret">As the host's hasher wrote it.</param>
    /// <param name="keptSession">Id of the session that goes on; empty for none.</param>
    /// <exception cref="FileNotFoundException">There is no such person.</exception>
    public void SetPassword(string id, string secret, string keptSession) => database.Write((connection, transaction) =>
    {
        var person = PeopleTable.Find(connection, transaction, id) ?? throw NoSuchPerson(id);
        PeopleTable.Update(connection, transaction, person with { Secret = secret, Failed = 0, LockedUntil = null, Revision = person.Revision + 1 });
        SessionsTable.DeleteOf(connection, transaction, id, keptSession);
        return true;
    });

    /// <summary>Keeps a password's newer spelling: the same password, hashed as one does today.</summary>
    public void RefreshSecret(string id, string secret) => database.Write((connection, transaction) =>
    {
        if (PeopleTable.Find(connection, transaction, id) is { } person)
        {
            PeopleTable.Update(connection, transaction, person with { Secret = secret });
        }

        return true;
    });

    /// <summary>Counts a wrong password; from the <see cref="FailedMax"/>th in a row on the account is locked, each time twice as long.</summary>
    /// <returns>The person as they are now.</returns>
    public Person? SignInFailed(string id) => database.Write((connection, transaction) =>
    {
        if (PeopleTable.Find(connection, transaction, id) is not { } person)
        {
            return null;
        }

        var failed = Math.Min(person.Failed + 1, FailedMax + 20);
        var seconds = Math.Min(LockSecondsMin * Math.Pow(2, failed - FailedMax), LockSecondsMax);
        var changed = person with { Failed = failed, LockedUntil = failed < FailedMax ? null : database.Now(connection, transaction, clock).AddSeconds(seconds) };
        PeopleTable.Update(connection, transaction, changed);
        return changed;
    });

    /// <summary>Whether an account is locked now, by the clock that all servers of the team share.</summary>
    public bool IsLocked(Person person) => person.LockedUntil is { } until && until > database.Read(connection => database.Now(connection, transaction: null, clock));

    /// <summary>Takes one of the attempts to sign in that somebody has, counted over all servers by the database's clock: a few at once, then one at an even pace.</summary>
    /// <param name="who">Such as an address.</param>
    /// <param name="perMinuteMax">The pace: a divisor of 60.</param>
    /// <param name="burst">How many at once.</param>
    /// <returns>Zero when there was one; else how long until there is.</returns>
    public TimeSpan TakeAttempt(string who, int perMinuteMax, int burst) => database.Write((connection, transaction) =>
    {
        var everySeconds = 60L / perMinuteMax;
        var now = AttemptsTable.Now(database, connection, transaction);
        AttemptsTable.DeleteOld(connection, transaction, now);
        var paidUntil = (AttemptsTable.Find(connection, transaction, who) ?? now) + everySeconds;
        var wait = paidUntil - now - (everySeconds * burst);
        if (wait > 0)
        {
            return TimeSpan.FromSeconds(wait);
        }

        AttemptsTable.Put(connection, transaction, who, paidUntil);
        return TimeSpan.Zero;
    });

    Person Add(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, Person person)
    {
        var added = Checked(person) with { Id = TeamSecret.MakeKey(), Login = NormaliseLogin(person.Login), CreatedAt = clock.GetUtcNow(), Revision = 1 };
        if (PeopleTable.FindLogin(connection, transaction, added.Login) is not null)
        {
            throw new InvalidDataException($"the login '{added.Login}' is taken");
        }

        if (PeopleTable.Count(connection, transaction) >= PeopleMax)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a team has at most {PeopleMax:N0} people"));
        }

        PeopleTable.Insert(connection, transaction, added);
        return added;
    }

    static Person Checked(Person person)
    {
        var name = person.Name.Trim();
        return name.Length is 0 or > Person.NameCharactersMax || name.Any(char.IsControl)
            ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a name has 1 to {Person.NameCharactersMax} characters on one line"))
            : person.Email.Length > Person.EmailCharactersMax || person.Email.Any(char.IsControl) || (person.Email.Length > 0 && !person.Email.Contains('@', StringComparison.Ordinal))
            ? throw new InvalidDataException("that is no e-mail address")
            : !Person.Roles.Contains(person.Role, StringComparer.Ordinal)
            ? throw new InvalidDataException($"there is no role '{person.Role}': roles are {string.Join(", ", Person.Roles)}")
            : person.Language.Length > Person.LanguageCharactersMax || !person.Language.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? throw new InvalidDataException("that is no tag of a language, such as de")
            : person with { Name = name };
    }

    static FileNotFoundException NoSuchPerson(string id) => new($"there is no person '{id}'");
}

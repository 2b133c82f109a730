namespace Merlon.Workspaces;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">Stable key: 24 hexadecimal digits.</param>
/// <param name="Login">What they type to sign in: normalised, unique.</param>
/// <param name="Name">As shown to others; foreign text.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
public sealed record Person(string Id, string Login, string Name, string Role)
{
    /// <summary>Longest login or shown name, in characters.</summary>
    public const int NameCharactersMax = 100;

    /// <summary>Longest e-mail address, in characters (RFC 5321 4.5.3.1.3).</summary>
    public const int EmailCharactersMax = 254;

    /// <summary>Longest tag of a language, in characters.</summary>
    public const int LanguageCharactersMax = 35;

    /// <summary>The role that may do everything, and of which one person always remains.</summary>
    public const string Administrator = "administrator";

    /// <summary>States: may sign in; asked to choose a password first; may not sign in.</summary>
    public const string Active = "active", Invited = "invited", Disabled = "disabled";

    /// <summary>Every role; each may do everything that those before it may.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["viewer", "analyst", "approver", Administrator];

    /// <summary>For people who look for them; may be empty.</summary>
    public string Email { get; init; } = "";

    /// <summary>The password as the host's hasher wrote it; empty when they cannot sign in with one.</summary>
    public string Secret { get; init; } = "";

    /// <summary><see cref="Active"/>, <see cref="Invited"/> or <see cref="Disabled"/>.</summary>
    public string State { get; init; } = Active;

    /// <summary>The identity provider that vouches for them; empty for people of this server.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Their key at that provider.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Tag of the language that they chose, such as <c>de</c>; empty for what their browser asks for.</summary>
    public string Language { get; init; } = "";

    /// <summary>When they were added (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When they last signed in; null for never.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int Failed { get; init; }

    /// <summary>Until when no password is looked at; null for not locked.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Grows with every change that a person made to this one.</summary>
    public long Revision { get; init; } = 1;
}

/// <summary>What is to be changed of a person; what is null stays.</summary>
public sealed record PersonChange
{
    /// <summary>The shown name.</summary>
    public string? Name { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Tag of a language; empty for what their browser asks for.</summary>
    public string? Language { get; init; }

    /// <summary>What the person may do.</summary>
    public string? Role { get; init; }

    /// <summary>True to let them sign in, false to keep them out.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>True to forget wrong passwords.</summary>
    public bool Unlocks { get; init; }
}

/// <summary>A browser that somebody signed in with.</summary>
/// <param name="Id">Key for its owner; not the cookie's secret.</param>
/// <param name="Person">Id of the person.</param>
/// <param name="CreatedAt">When they signed in (UTC).</param>
/// <param name="SeenAt">When it was last used, to a minute or so.</param>
/// <param name="ExpiresAt">When it ends however much it is used.</param>
/// <param name="Agent">What the browser calls itself; foreign text.</param>
/// <param name="Address">From where it was last used.</param>
public sealed record PersonSession(string Id, string Person, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, string Agent, string Address);

/// <summary>A token with which a program acts for a person.</summary>
/// <param name="Id">Key for people; not the secret.</param>
/// <param name="Person">Id of the person that it acts for.</param>
/// <param name="Name">What it is for; foreign text.</param>
/// <param name="Scope">One of <see cref="Scopes"/>.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="SeenAt">When it was last used, to a minute or so; null for never.</param>
public sealed record PersonToken(string Id, string Person, string Name, string Scope, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SeenAt)
{
    /// <summary>Scopes: reads only; reads and writes up to approving; everything that its owner may.</summary>
    public const string Read = "read", Write = "write", Admin = "admin";

    /// <summary>Every scope, the least first.</summary>
    public static IReadOnlyList<string> Scopes { get; } = [Read, Write, Admin];
}

/// <summary>A link that works once.</summary>
/// <param name="Purpose"><see cref="FirstStart"/>, <see cref="Password"/> or <see cref="Directory"/>.</param>
/// <param name="Person">Id of the person that it is for; empty for the first start.</param>
/// <param name="ExpiresAt">When it ends unused.</param>
public sealed record OneTimeLink(string Purpose, string Person, DateTimeOffset ExpiresAt)
{
    /// <summary>Purposes: makes the first administrator; lets a person choose a password; is the state of a sign-in at an identity provider.</summary>
    public const string FirstStart = "first-start", Password = "password", Directory = "directory";
}

/// <summary>One line of the audit log.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Person">Id of who did it; empty for nobody who is known.</param>
/// <param name="Name">Their name then; foreign text.</param>
/// <param name="Action">What was done, such as <c>sign-in</c> or the operation of the API.</param>
/// <param name="Subject">To what; foreign text.</param>
/// <param name="Outcome"><c>done</c>, or why not.</param>
/// <param name="Address">From where.</param>
public sealed record AuditEntry(DateTimeOffset At, string Person, string Name, string Action, string Subject, string Outcome, string Address)
{
    /// <summary>Longest subject, in characters; what is longer is cut.</summary>
    public const int SubjectCharactersMax = 500;

    /// <summary>Position in the log, from 1.</summary>
    public long Number { get; init; }
}

/// <summary>Which lines of the audit log are asked for.</summary>
public sealed record AuditQuery
{
    /// <summary>Id of who did it; empty for anybody.</summary>
    public string Person { get; init; } = "";

    /// <summary>Beginning of what was done; empty for anything.</summary>
    public string Action { get; init; } = "";

    /// <summary>Part of a name, subject, outcome or address, letter case ignored.</summary>
    public string Text { get; init; } = "";

    /// <summary>Not before; null for any time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before; null for any time.</summary>
    public DateTimeOffset? Until { get; init; }
}

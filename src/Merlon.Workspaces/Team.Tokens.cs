using System.Globalization;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <content>Tokens with which programs use the API.</content>
public sealed partial class Team
{
    /// <summary>Most tokens of one person.</summary>
    public const int TokensMax = 100;

    /// <summary>Longest life of a token, in days.</summary>
    public const int TokenDaysMax = 366;

    /// <summary>How a token begins, so that scanners for secrets know it.</summary>
    public const string TokenPrefix = "merlon_";

    /// <summary>Makes a token that acts for a person.</summary>
    /// <returns>The token, and its secret with <see cref="TokenPrefix"/>, which is not kept.</returns>
    /// <exception cref="InvalidDataException">The name, scope or life is wrong, or the person has <see cref="TokensMax"/> tokens.</exception>
    public (PersonToken Token, string Secret) AddToken(string person, string name, string scope, TimeSpan lasts) => database.Write((connection, transaction) =>
    {
        var shown = name.Trim();
        if (shown.Length is 0 or > Person.NameCharactersMax || shown.Any(char.IsControl))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a token's name has 1 to {Person.NameCharactersMax} characters on one line"));
        }

        if (!PersonToken.Scopes.Contains(scope, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"there is no scope '{scope}': scopes are {string.Join(", ", PersonToken.Scopes)}");
        }

        if (lasts <= TimeSpan.Zero || lasts > TimeSpan.FromDays(TokenDaysMax))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a token lasts 1 to {TokenDaysMax} days"));
        }

        _ = PeopleTable.Find(connection, transaction, person) ?? throw NoSuchPerson(person);
        if (TokensTable.CountOf(connection, transaction, person) >= TokensMax)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a person has at most {TokensMax} tokens: revoke one that is not needed"));
        }

        var now = clock.GetUtcNow();
        var secret = TokenPrefix + TeamSecret.Make();
        PersonToken token = new(TeamSecret.MakeKey(), person, shown, scope, now, now + lasts, SeenAt: null);
        TokensTable.Insert(connection, transaction, token, TeamSecret.HashOf(secret));
        return (token, secret);
    });

    /// <summary>The token of a secret and its person; null when there is none, its time is over, or the person may not sign in.</summary>
    public (PersonToken Token, Person Person)? FindToken(string secret) => database.Read(connection =>
        TokensTable.Find(connection, TeamSecret.HashOf(secret)) is { } token && token.ExpiresAt > clock.GetUtcNow()
            && PeopleTable.Find(connection, transaction: null, token.Person) is { State: Person.Active } person
            ? (token, person) : ((PersonToken, Person)?)null);

    /// <summary>Notes that a token is used; writes only when what is known is old.</summary>
    public void TouchToken(PersonToken token)
    {
        var now = clock.GetUtcNow();
        if (token.SeenAt is not { } seen || (now - seen).TotalSeconds >= SeenSecondsMax)
        {
            database.Write((connection, transaction) =>
            {
                TokensTable.Touch(connection, transaction, token.Id, now);
                return true;
            });
        }
    }

    /// <summary>Everybody's tokens, newest first.</summary>
    public IReadOnlyList<PersonToken> Tokens() => database.Read(TokensTable.All);

    /// <summary>A token by its id; null when there is none.</summary>
    public PersonToken? FindTokenById(string id) => database.Read(connection => TokensTable.FindId(connection, transaction: null, id));

    /// <summary>Ends a token for good. False when there is none.</summary>
    public bool RevokeToken(string id) => database.Write((connection, transaction) => TokensTable.Delete(connection, transaction, id) > 0);
}

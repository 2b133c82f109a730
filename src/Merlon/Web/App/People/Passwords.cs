using Merlon.Workspaces;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Merlon.Web.App.People;

/// <summary>Hashes passwords and compares them, a few at a time: hashing is slow on purpose, and must not be a way to stop the server.</summary>
sealed class Passwords : IDisposable
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 (OWASP's recommendation of 2023).</summary>
    public const int Rounds = 210_000;

    /// <summary>Passwords that are hashed at a time; further ones wait.</summary>
    public const int HashedAtOnceMax = 4;

    readonly PasswordHasher<Person> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));
    readonly SemaphoreSlim slots = new(HashedAtOnceMax, HashedAtOnceMax);
    readonly Lazy<string> nobodys;

    public Passwords() => nobodys = new Lazy<string>(() => hasher.HashPassword(Nobody, TeamSecret.Make()));

    static Person Nobody { get; } = new("", "", "", "");

    /// <summary>Hashes a password that <see cref="PasswordRules"/> takes.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) => InTurnAsync(() => hasher.HashPassword(Nobody, PasswordRules.Normalised(password)), cancellationToken);

    /// <summary>Compares a password with a person's; takes as long when there is no such person, or they have none.</summary>
    /// <returns>Whether it is right, and its newer spelling where the kept one is old.</returns>
    public async Task<(bool IsRight, string? Newer)> CompareAsync(Person? person, string password, CancellationToken cancellationToken)
    {
        if (password.Length > PasswordRules.BytesMax)
        {
            return (false, null);
        }

        var normal = PasswordRules.Normalised(password);
        return await InTurnAsync(
            () =>
            {
                var verdict = hasher.VerifyHashedPassword(Nobody, person is { Secret.Length: > 0 } ? person.Secret : nobodys.Value, normal);
                var isRight = person is { Secret.Length: > 0 } && verdict != PasswordVerificationResult.Failed;
                return (isRight, isRight && verdict == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(Nobody, normal) : null);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }
}

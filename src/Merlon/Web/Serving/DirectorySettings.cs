namespace Merlon.Web.Serving;

/// <summary>An identity provider that vouches for people (OpenID Connect).</summary>
/// <param name="Authority">Its issuer: where <c>/.well-known/openid-configuration</c> stands below.</param>
/// <param name="ClientId">What it knows this server as.</param>
/// <param name="Secret">What this server proves itself with; empty for a public client.</param>
/// <param name="Name">What people call it.</param>
/// <param name="RoleClaim">The claim whose values decide the role; empty for none.</param>
/// <param name="Roles">Role of each value of the claim; the highest counts. With any, the provider decides at every sign-in.</param>
sealed record DirectorySettings(Uri Authority, string ClientId, string Secret, string Name, string RoleClaim, IReadOnlyDictionary<string, TeamRole> Roles)
{
    /// <summary>The longest wait for an answer of its, in seconds.</summary>
    public int AnswerSeconds { get; init; } = App.People.DirectoryClient.AnswerSecondsMax;
}

using System.Security.Cryptography;
using System.Text;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Merlon.Web.App.People;

/// <summary>Signing in with an identity provider: there with state, nonce and PKCE, back with a code, and a session of our own from then on.</summary>
static class DirectorySignIn
{
    const string Path = "/sign-in/directory", ReturnPath = "/sign-in/directory/return";

    /// <summary>How long a sign-in elsewhere may take.</summary>
    static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>Its routes, where there is a provider.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        if (served.Settings.Directory is not { } directory)
        {
            return;
        }

        routes.MapGet(Path, (HttpContext context, Pacing pacing, OwnAddress own, DirectoryClient client) => BeginAsync(context, served, pacing, own, client)).For(TeamRole.Nobody).ExcludeFromDescription();
        routes.MapGet(ReturnPath, (HttpContext context, Pacing pacing, OwnAddress own, DirectoryClient client, Visits visits)
            => EndAsync(context, served, directory, pacing, own, client, visits)).For(TeamRole.Nobody).ExcludeFromDescription();
    }

    static async Task BeginAsync(HttpContext context, ServedWorkspace served, Pacing pacing, OwnAddress own, DirectoryClient client)
    {
        pacing.RequireAttempt(context);
        DirectoryRequest request = new(served.Team.MakeLink(OneTimeLink.Directory, TeamSecret.MakeKey(), Lasts), TeamSecret.Make(), TeamSecret.Make(), LocalPath.Of(context.Request.Query["to"]));
        string address;
        try
        {
            address = await client.AddressAsync(own.AddressOf(ReturnPath, context.Request), request, context.RequestAborted);
        }
        catch (IOException e)
        {
            throw Failed(502, e.Message);
        }

        own.Write(context, CookieOf(own, context), request.Written, served.Clock.GetUtcNow() + Lasts);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(address);
    }

    static async Task EndAsync(HttpContext context, ServedWorkspace served, DirectorySettings directory, Pacing pacing, OwnAddress own, DirectoryClient client, Visits visits)
    {
        pacing.RequireAttempt(context);
        var request = DirectoryRequest.Of(context.Request.Cookies[CookieOf(own, context)]);
        own.Forget(context, CookieOf(own, context));
        context.Features.Set(new AuditNote("sign-in", directory.Name) { Person = "", Name = "" });
        try
        {
            var token = await RedeemAsync(context, served, request, own, client);
            var person = PersonOf(served.Team, directory, token);
            context.Features.Set(new AuditNote("sign-in", $"{person.Login} with {directory.Name}") { Person = person.Id, Name = person.Name });
            if (person.State != Person.Active)
            {
                throw new InvalidDataException("the account is kept out");
            }

            visits.Open(context, person.Id);
            await SignIn.SeeOther(context, request?.To ?? "/");
        }
        catch (InvalidDataException e)
        {
            throw Failed(403, e.Message);
        }
        catch (IOException e)
        {
            throw Failed(502, e.Message);
        }
    }

    static async Task<JsonWebToken> RedeemAsync(HttpContext context, ServedWorkspace served, DirectoryRequest? request, OwnAddress own, DirectoryClient client)
    {
        var query = context.Request.Query;
        var state = query["state"].ToString();
        if (request is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(request.State)) || !served.Team.UseLink(state, OneTimeLink.Directory))
        {
            throw new InvalidDataException("this sign-in was not begun in this browser, took too long, or was used already: begin again");
        }

        if (query["iss"].ToString() is { Length: > 0 } issuer && !await client.IsIssuerAsync(issuer, context.RequestAborted))
        {
            throw new InvalidDataException("the answer is of another provider");
        }

        return query["code"].ToString() is { Length: > 0 and <= 4_096 } code
            ? await client.RedeemAsync(code, own.AddressOf(ReturnPath, context.Request), request, context.RequestAborted)
            : throw new InvalidDataException("the provider refused: " + (query["error"].ToString() is { Length: > 0 and <= 100 } error ? error : "it sent no code"));
    }

    /// <summary>Who the provider vouches for: known by its key there, never by a name that somebody may take; added with the least role unless the provider says more.</summary>
    static Person PersonOf(Team team, DirectorySettings directory, JsonWebToken token)
    {
        var role = directory.Roles.Count == 0 ? null : Recognition.WordOf(token.Claims.Where(claim => claim.Type == directory.RoleClaim)
            .Select(claim => directory.Roles.GetValueOrDefault(claim.Value, TeamRole.Viewer)).DefaultIfEmpty(TeamRole.Viewer).Max());
        if (team.FindSubject(token.Issuer, token.Subject) is not { } known)
        {
            return team.AddPerson(new Person("", FreeLogin(team, token), NameOf(token), role ?? Person.Roles[0]) { Email = EmailOf(token), Issuer = token.Issuer, Subject = token.Subject });
        }

        if (role is null || role == known.Role)
        {
            return known;
        }

        try
        {
            return team.ChangePerson(known.Id, revision: null, new PersonChange { Role = role }) ?? known;
        }
        catch (InvalidDataException)
        {
            return known; // the last administrator stays one, whatever the provider says
        }
    }

    static string FreeLogin(Team team, JsonWebToken token)
    {
        var wanted = new[] { Claim(token, "preferred_username"), Claim(token, "email"), "person" }.Select(static text =>
            string.Concat(text.Where(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+').Take(80))).First(static text => text.Length > 0);
        return new[] { wanted }.Concat(Enumerable.Range(2, 100).Select(number => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wanted}-{number}")))
            .FirstOrDefault(login => team.FindLogin(login) is null) ?? TeamSecret.MakeKey();
    }

    static string NameOf(JsonWebToken token)
    {
        var name = string.Concat(new[] { Claim(token, "name"), Claim(token, "preferred_username"), Claim(token, "email"), token.Subject }.First(static text => text.Trim().Length > 0).Where(static c => !char.IsControl(c)));
        return name.Length <= Person.NameCharactersMax ? name : name[..Person.NameCharactersMax];
    }

    static string EmailOf(JsonWebToken token) => Claim(token, "email") is { Length: > 0 and <= Person.EmailCharactersMax } email && email.Contains('@', StringComparison.Ordinal) && !email.Any(char.IsControl) ? email : "";

    static string Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value ?? "" : "";

    static string CookieOf(OwnAddress own, HttpContext context) => own.CookieName("merlon-directory", context);

    static ProblemException Failed(int status, string why) => new(status, "The sign-in did not work", char.ToUpperInvariant(why[0]) + why[1..]);
}

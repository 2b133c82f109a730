using System.Net;
using System.Text.RegularExpressions;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Merlon.Web.Tests.Security;

/// <summary>Every route against every role. A new route shows up in <c>golden/routes.txt</c>, and so in review.</summary>
public sealed partial class RouteTableTests(ServedFixture fixture) : IClassFixture<ServedFixture>
{
    static readonly TeamRole[] Roles = Enum.GetValues<TeamRole>();

    [Fact]
    public void The_table_of_routes_is_the_one_that_was_reviewed()
        => Golden.Verify(string.Concat(Routes().Select(static route => $"{route.Least,-13} {route.Method,-6} {route.Pattern}\n")), "tests/Merlon.Web.Tests/golden/routes.txt");

    [Fact]
    public async Task Whoever_lacks_the_role_is_refused_on_every_route()
    {
        foreach (var role in Roles)
        {
            using var client = await fixture.Served.ClientAsync(role);
            foreach (var route in Routes().Where(route => route.Least > role))
            {
                using var answer = await AskAsync(client, route);
                var isSent = role == TeamRole.Nobody && route.Method == "GET" && !route.Pattern.StartsWith("/api", StringComparison.Ordinal);
                answer.StatusCode.ShouldBe(isSent ? HttpStatusCode.Redirect : role == TeamRole.Nobody ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, $"{role} {route.Method} {route.Pattern}");
                if (isSent)
                {
                    answer.Headers.Location?.OriginalString.ShouldStartWith("/sign-in?to=");
                }
            }
        }
    }

    [Fact]
    public async Task Whoever_has_the_role_is_not_refused_on_any_route()
    {
        List<string> refused = [];
        foreach (var route in Routes().Where(static route => route.Least > TeamRole.Nobody))
        {
            using var client = await fixture.Served.ClientAsync(route.Least); // for each, since some end the session
            using var answer = await AskAsync(client, route);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError)
            {
                refused.Add($"{route.Least} {route.Method} {route.Pattern}: {(int)answer.StatusCode}");
            }
        }

        refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_changed_without_the_form_key_on_any_route()
    {
        foreach (var route in Routes().Where(static route => route.Method is not ("GET" or "HEAD")))
        {
            using var client = await fixture.Served.ClientAsync(TeamRole.Administrator);
            client.DefaultRequestHeaders.Remove("X-Form-Key");
            using var answer = await AskAsync(client, route);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{route.Method} {route.Pattern}");
        }
    }

    List<Route> Routes() =>
    [
        .. fixture.Served.Server.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => new Route(method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), endpoint.Metadata.GetMetadata<AccessRule>()!.Least, endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes is [var first, ..] ? first : "application/json")))
            .OrderBy(static route => route.Pattern, StringComparer.Ordinal).ThenBy(static route => route.Method, StringComparer.Ordinal),
    ];

    // What is sent is no JSON and no form: a route that lets the caller in refuses it as that, and starts nothing.
    static async Task<HttpResponseMessage> AskAsync(HttpClient client, Route route)
    {
        using HttpRequestMessage request = new(new HttpMethod(route.Method), ParameterPattern().Replace(route.Pattern, static parameter => parameter.Value.Contains(":long", StringComparison.Ordinal) || parameter.Value.Contains(":int", StringComparison.Ordinal) ? "9" : "none"));
        if (route.Method is not ("GET" or "HEAD" or "DELETE"))
        {
            request.Content = new ByteArrayContent("!"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", route.ContentType == "multipart/form-data" ? "multipart/form-data; boundary=x" : route.ContentType);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1_000)]
    private static partial Regex ParameterPattern();

    sealed record Route(string Method, string Pattern, TeamRole Least, string ContentType);
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Merlon.Web.Api;

/// <summary>
/// The API's description of itself, OpenAPI 3.1: what the framework sees of the routes (parameters, bodies), and what only we know (roles, entity tags, paging, problems, what answers look like).
/// Made when it is first asked for; the same text for every server of a version.
/// </summary>
sealed class ApiDocument(IServiceProvider services)
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/api/openapi.json";

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lazy<Task<ApiDescription>> made = new(() => MakeAsync(services));

    /// <summary>The description.</summary>
    public Task<ApiDescription> DescribeAsync() => made.Value;

    static async Task<ApiDescription> MakeAsync(IServiceProvider services)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var seen = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        var root = JsonNode.Parse(await seen.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!.AsObject(); // just written
        var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .ToDictionary(static endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName, StringComparer.Ordinal); // looked at above
        var answers = AnswerSchemas.Read();
        var document = ApiFrame.Around(root, answers);
        foreach (var (operation, method) in Operations(document))
        {
            if (operation["operationId"]?.GetValue<string>() is { } id && endpoints.TryGetValue(id, out var endpoint))
            {
                ApiOperation.Complete(operation, method, endpoint, answers);
            }
        }

        return new ApiDescription(document, Encoding.UTF8.GetBytes(document.ToJsonString(Readable) + "\n"));
    }

    static IEnumerable<(JsonObject Operation, string Method)> Operations(JsonObject document)
        => from path in document["paths"]!.AsObject() // ApiFrame writes it
           from member in path.Value!.AsObject()
           where member.Value is JsonObject found && found.ContainsKey("responses")
           select (member.Value.AsObject(), member.Key);
}

/// <summary>The description as a tree and as it is served.</summary>
/// <param name="Tree">The document; not to be changed.</param>
/// <param name="Text">The document as UTF-8, indented.</param>
sealed record ApiDescription(JsonObject Tree, byte[] Text);

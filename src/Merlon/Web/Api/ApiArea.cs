using System.Text.Json.Serialization.Metadata;
using Merlon.Web.App.Reference;
using Merlon.Web.Serving;
using Microsoft.OpenApi;

namespace Merlon.Web.Api;

/// <summary>The API's own description, and routes that belong to no page.</summary>
static class ApiArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services)
        => services.ConfigureHttpJsonOptions(RequestBodies.Configure).Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true) // Trouble says what is wrong
            .AddSingleton<ApiDocument>().AddOpenApi("v1", static options =>
        {
            options.AddSchemaTransformer(static (schema, context, _) =>
            {
                if (context.JsonPropertyInfo is null && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
                {
                    schema.Required = context.JsonTypeInfo.Properties.Where(static property => property.IsRequired).Select(static property => property.Name).ToHashSet(StringComparer.Ordinal);
                }

                return Task.CompletedTask;
            });
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = static description => (description.RelativePath ?? "").StartsWith("api/", StringComparison.Ordinal);
        });

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet(ApiDocument.Path, static async (ApiDocument document) => Answer.Bytes((await document.DescribeAsync()).Text, "application/json; charset=utf-8"))
            .For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/api/v1", static async (ApiDocument document) =>
        {
            var description = await document.DescribeAsync();
            return Answer.Json(json => ApiIndex.Write(json, description));
        }).For(TeamRole.Viewer).WithTags("API").WithName("GetIndex").WithSummary("Everything that the API can do.");
        routes.MapGet("/api", static async (HttpContext context, ApiDocument document) => await ReferenceView.Of(await document.DescribeAsync()).Page.AnswerAsync(context))
            .For(TeamRole.Viewer).ExcludeFromDescription();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;

namespace Merlon.Web.Api;

/// <summary>
/// How bodies of requests are read: members are spelt as in answers (snake_case). A member that nobody knows, one that is missing and one of another kind are refused in words:
/// a misspelt <c>dry_run</c> that is overlooked would change what it was meant to leave alone.
/// </summary>
static class RequestBodies
{
    /// <summary>Spelling alone: for bodies that are kept and read again by a newer server.</summary>
    public static JsonSerializerOptions Kept { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Says to the framework how bodies are read.</summary>
    public static void Configure(JsonOptions options)
    {
        var serializer = options.SerializerOptions;
        serializer.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        serializer.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        serializer.NumberHandling = JsonNumberHandling.Strict;
        serializer.RespectNullableAnnotations = true;
        serializer.TypeInfoResolver = (serializer.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Require);
    }

    /// <summary>What is wrong with a body, in words of its sender and none of ours.</summary>
    public static string Complaint(JsonException trouble)
    {
        if (trouble.Message.StartsWith("The JSON property '", StringComparison.Ordinal) && trouble.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return $"The body has '{Quoted(trouble.Message).First()}', which is not known here; see /api for what it may have";
        }

        if (trouble.Message.Split("including:") is [_, var missing])
        {
            return $"The body lacks {string.Join(", ", Quoted(missing))}";
        }

        var place = trouble.Path is { Length: > 2 } path ? path[2..] : "";
        return place.Length > 0 ? $"'{place}' is not what is expected there; see /api for what the body may have" : "The body is not the JSON that is expected here; see /api for what it may have";
    }

    /// <summary>What is wrong with a parameter or with the way a body is sent, in words of its sender and none of ours.</summary>
    public static string Complaint(BadHttpRequestException trouble)
    {
        var words = trouble.Message.Split('"');
        var name = words.Length > 1 ? words[1].Split(' ')[^1] : ""; // type and name of a parameter
        return trouble.Message switch
        {
            { } message when message.StartsWith("Failed to bind parameter", StringComparison.Ordinal) => $"{name} takes another kind of value{(words.Length > 3 ? $", not '{words[3]}'" : "")}",
            { } message when message.StartsWith("Required parameter", StringComparison.Ordinal) => message.Contains("from body", StringComparison.Ordinal) ? "A body is expected here" : $"{name} is missing",
            { } message when message.StartsWith("Failed to read parameter", StringComparison.Ordinal) => "The body cannot be read",
            var message => message.TrimEnd('.'),
        };
    }

    // What a record takes and may not be null has to be there. Numbers and yes or no have a value when they are left out.
    static void Require(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } && (!property.PropertyType.IsValueType || property.PropertyType == typeof(JsonElement)))
            {
                property.IsRequired = true;
            }
        }
    }

    // Every other part between apostrophes.
    static IEnumerable<string> Quoted(string text) => text.Split('\'').Where(static (_, i) => i % 2 == 1);
}

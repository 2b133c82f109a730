using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Matrix;

/// <summary>
/// How cells look in views of an assessment, written once for all who ask: an assessment does not change, and what differs between two requests (filters, what is unfolded) is not part of it.
/// Layers and comparisons are written anew each time. Kept for the life of the server, for as long as the assessment is.
/// </summary>
sealed class MatrixValues(MatrixRoom room)
{
    /// <summary>Views, scopes and languages of one assessment that are remembered.</summary>
    const int ViewsMax = 64;

    readonly ConditionalWeakTable<GapAssessment, ConcurrentDictionary<string, byte[]>> written = [];

    /// <summary>The answer for a state, as JSON.</summary>
    public async Task<byte[]> OfAsync(MatrixState state, Words words, CancellationToken cancellationToken)
    {
        var assessment = state.Layer.Length == 0 && state.With.Length == 0 ? (await room.StandingAsync(waits: true, cancellationToken))?.Assessment : null;
        if (assessment is null)
        {
            return Write(await room.OpenAsync(state, words, waits: true, cancellationToken));
        }

        var known = written.GetOrCreateValue(assessment);
        var key = string.Join('\n', words.Language, state.Domain, state.Release, state.View, state.Scope);
        if (known.TryGetValue(key, out var bytes))
        {
            return bytes;
        }

        var open = await room.OpenAsync(new MatrixState { Domain = state.Domain, Release = state.Release, View = state.View, Scope = state.Scope }, words, waits: true, cancellationToken);
        bytes = Write(open);
        if (ReferenceEquals(open.Assessment, assessment) && known.Count < ViewsMax)
        {
            known.TryAdd(key, bytes);
        }

        return bytes;
    }

    /// <summary>Writes every view of the present assessment, once, while nobody waits: whoever opened the matrix is about to choose one. What fails is told to whoever asks for it.</summary>
    public async Task PrepareAsync(MatrixState state, Words words)
    {
        try
        {
            foreach (var view in MatrixLenses.Names)
            {
                await OfAsync(new MatrixState { Domain = state.Domain, Release = state.Release, View = view, Scope = state.Scope }, words, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ProblemException or ObjectDisposedException)
        {
            // Whoever asks for such a view is told.
        }
    }

    static byte[] Write(OpenMatrix open)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            MatrixApi.WriteValues(json, open);
        }

        return stream.ToArray();
    }
}

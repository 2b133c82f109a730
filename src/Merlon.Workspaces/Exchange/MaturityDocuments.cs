using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Maturity;

namespace Merlon.Workspaces.Exchange;

/// <summary>Files of answers and models of maturity that an organisation names.</summary>
static class MaturityDocuments
{
    /// <summary>Largest model that is read, in bytes; CTI-CMM 1.3 has half a megabyte.</summary>
    public const int ModelBytesMax = 64 * 1024 * 1024;

    /// <summary>The organisation with what its files say; what cannot be read is said (MAT007).</summary>
    public static Organisation Import(Organisation organisation, OrganisationPaths paths, ReadLimits limits, DateOnly asOf, List<Diagnostic> diagnostics)
    {
        if (organisation.MaturityReferences.Count == 0)
        {
            return organisation;
        }

        List<MaturityAnswer> answers = [.. organisation.MaturityAnswers];
        List<MaturityModel> models = [];
        foreach (var reference in organisation.MaturityReferences)
        {
            var full = Path.Combine(paths.Folder, reference.Path);
            var document = reference.Path.Replace('\\', '/');
            var isModel = full.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            if (!File.Exists(full) || BoundedBytes.OfPlainFile(full, isModel ? ModelBytesMax : limits.YamlBytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
            {
                diagnostics.Add(new Diagnostic(
                    "MAT007", Severity.Warning, paths.Shown, reference.Location, "the file does not exist or is too large; nothing of it counts", reference.Path,
                    "paths are relative to the organisation file"));
            }
            else if (isModel)
            {
                var model = CtiCmmReader.Read(bytes, document, limits);
                diagnostics.AddRange(model.Diagnostics);
                models.AddRange(model.Value is { } read ? [read] : []);
            }
            else
            {
                var file = MaturityReader.Read(bytes, document, limits, asOf);
                diagnostics.AddRange(file.Diagnostics);
                answers.AddRange(file.Value?.Answers ?? []);
            }
        }

        return organisation with { MaturityAnswers = answers, MaturityModels = models };
    }
}

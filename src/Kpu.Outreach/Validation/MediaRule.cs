using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Media reach everybody: pictures have an alternative text, films captions, sound a transcript.</summary>
internal sealed class MediaRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        foreach (var media in scope.Model.Materials.SelectMany(m => m.Media))
        {
            var file = media.File;
            // Neither a credit nor the material's text stands in for a description of what the picture shows.
            if (file.IsImage && string.IsNullOrWhiteSpace(media.AltText))
                scope.Report(ValidationProblems.AltTextMissing, scope.Model.Policies.MissingAltText, scope.PlaceOf(media), null, file.Path);
            if (file.IsVideo && media.Captions is null) scope.Warn(ValidationProblems.CaptionsMissing, media, null, file.Path);
            if (file.ContentType.StartsWith("audio/", StringComparison.Ordinal) && string.IsNullOrWhiteSpace(media.Transcript))
                scope.Warn(ValidationProblems.TranscriptMissing, media, null, file.Path);
        }
    }
}

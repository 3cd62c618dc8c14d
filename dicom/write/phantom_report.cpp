// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>

#include "dicom/write/dataset_filler.h"
#include "dicom/write/phantom_dicom.h"

namespace hilum::dicom {

namespace {

struct Heading {
    const char* sectionCode;
    const char* section;
    const char* entryCode;
    const char* entry;
};
// Concepts of TID 2000 and CID 7001/7002.
constexpr Heading kFindings = {"121070", "Findings", "121071", "Finding"};
constexpr Heading kImpression = {"121072", "Impressions", "121073", "Impression"};

bool addSection(DSRDocumentTree& tree, const Heading& heading, const std::string& text) {
    const size_t root = tree.getNodeID();
    bool good = tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Container, DSRTypes::AM_belowCurrent) != 0 ||
                tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Container) != 0;
    good = good && tree.getCurrentContentItem()
                       .setConceptName(DSRCodedEntryValue(heading.sectionCode, "DCM", heading.section))
                       .good();
    good = good && tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Text, DSRTypes::AM_belowCurrent) != 0;
    good =
        good &&
        tree.getCurrentContentItem().setConceptName(DSRCodedEntryValue(heading.entryCode, "DCM", heading.entry)).good();
    good = good && tree.getCurrentContentItem().setStringValue(text.c_str()).good();
    tree.gotoNode(root);
    return good;
}

struct Content {
    StudyHeader header;
    std::string findings, impression, sopClass;
    std::vector<std::string> imageUids;  // that the report refers to
};

bool addImage(DSRDocument& document, const Content& content, const PhantomIdentity& identity, const std::string& uid) {
    auto& tree = document.getTree();
    const size_t root = tree.getNodeID();
    const bool good = tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Image, DSRTypes::AM_belowCurrent) != 0 &&
                      tree.getCurrentContentItem()
                          .setImageReference(DSRImageReferenceValue(content.sopClass.c_str(), uid.c_str()))
                          .good();
    tree.gotoNode(root);
    return good && document.getCurrentRequestedProcedureEvidence()
                       .addItem(identity.studyUid.c_str(), identity.imageSeriesUid.c_str(), content.sopClass.c_str(),
                                uid.c_str())
                       .good();
}

bool buildTree(DSRDocument& document, const Content& content, const PhantomIdentity& identity) {
    auto& tree = document.getTree();
    bool good = tree.addContentItem(DSRTypes::RT_isRoot, DSRTypes::VT_Container) != 0;
    good = good && tree.getCurrentContentItem()
                       .setConceptName(DSRCodedEntryValue("18782-3", "LN", "Radiology Study observation (findings)"))
                       .good();
    good = good && addSection(tree, kFindings, content.findings) && addSection(tree, kImpression, content.impression);
    for (const auto& uid : content.imageUids) good = good && addImage(document, content, identity, uid);
    return good;
}

base::Status writeReport(const Content& content, const PhantomIdentity& identity, const std::filesystem::path& path) {
    return base::guarded("Writing " + path.string(), [&]() -> base::Status {
        DSRDocument document(DSRTypes::DT_BasicTextSR);
        DcmFileFormat file;
        document.setSpecificCharacterSetType(DSRTypes::CS_Latin1);
        const bool built = buildTree(document, content, identity) && document.completeDocument("Complete").good() &&
                           document.write(*file.getDataset()).good();
        if (!built)
            return base::makeError(base::ErrorCode::Internal,
                                   "A simulated report could not be put into DICOM form; the log has the details.");
        // DCMTK stamps new documents with random UIDs and the clock: ours come from the arguments.
        DatasetFiller fill(*file.getDataset());
        fill.patientAndStudy(content.header, identity);
        fill.equipment();
        const std::string date = compactDate(content.header.studyDate);
        fill.text(DCM_SOPInstanceUID, identity.reportUid);
        fill.text(DCM_SeriesInstanceUID, identity.reportSeriesUid);
        fill.text(DCM_SeriesNumber, "2");
        fill.text(DCM_SeriesDescription, "Report");
        fill.text(DCM_InstanceNumber, "1");
        for (const DcmTagKey& tag : {DCM_InstanceCreationDate, DCM_ContentDate}) fill.text(tag, date);
        for (const DcmTagKey& tag : {DCM_InstanceCreationTime, DCM_ContentTime}) fill.text(tag, identity.studyTime);
        file.getDataset()->findAndDeleteElement(DCM_InstanceCreatorUID);
        file.getDataset()->findAndDeleteElement(DCM_TimezoneOffsetFromUTC);
        HILUM_TRY_STATUS(fill.status());
        return saveStrictly(file, path);
    });
}

}  // namespace

base::Status writePhantomReport(const phantom::PhantomStudy& study, const PhantomIdentity& identity,
                                const std::filesystem::path& path) {
    const char* sopClass =
        identity.modality == "DX" ? UID_DigitalXRayImageStorageForPresentation : UID_ComputedRadiographyImageStorage;
    return writeReport({headerOf(study), study.findingsText, study.impressionText, sopClass, {identity.imageUid}},
                       identity, path);
}

base::Status writeStackReport(const phantom::StackStudy& study, const PhantomIdentity& identity,
                              const std::vector<std::size_t>& keySlices, const std::filesystem::path& path) {
    const char* sopClass = study.modality == "CT"   ? UID_CTImageStorage
                           : study.modality == "MR" ? UID_MRImageStorage
                                                    : UID_UltrasoundImageStorage;
    Content content{headerOf(study), study.findingsText, study.impressionText, sopClass, {}};
    for (const auto slice : keySlices) content.imageUids.push_back(identity.sliceUids.at(slice));
    return writeReport(content, identity, path);
}

}  // namespace hilum::dicom

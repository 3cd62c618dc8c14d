// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/deid/apply_profile.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <set>

#include "dicom/write/dataset_filler.h"

namespace hilum::dicom {

namespace {

constexpr const char* kStandardUids = "1.2.840.10008.";
constexpr std::uint32_t kPatientName = 0x00100010, kPatientId = 0x00100020, kEncapsulated = 0x00420011,
                        kContextVersion = 0x00080106;
// UIDs that name classes, syntaxes and code tables, private ones included.
const std::set<std::uint32_t> kClassUids = {0x00080016, 0x0008001A, 0x0008001B, 0x00080062, 0x00081150,
                                            0x0008115A, 0x00080117, 0x00080118, 0x0008010C, 0x0008010D,
                                            0x00041510, 0x00041512, 0x00083002};

std::uint32_t tagOfElement(const DcmObject& element) {
    return static_cast<std::uint32_t>(element.getGTag()) << 16 | element.getETag();
}

bool isDateVr(DcmEVR vr) { return vr == EVR_DA || vr == EVR_DT || vr == EVR_TM; }
bool isFreeText(DcmEVR vr) {
    return vr == EVR_LO || vr == EVR_SH || vr == EVR_ST || vr == EVR_LT || vr == EVR_UT || vr == EVR_UC;
}
bool isText(DcmEVR vr) {
    return isFreeText(vr) || vr == EVR_PN || vr == EVR_CS || vr == EVR_AE || vr == EVR_AS || vr == EVR_UR;
}

std::size_t maxLength(DcmEVR vr) {
    switch (vr) {
        case EVR_SH:
        case EVR_CS:
        case EVR_AE: return 16;
        case EVR_LO:
        case EVR_PN: return 64;
        case EVR_AS: return 4;
        case EVR_ST: return 1024;
        case EVR_LT: return 10240;
        default: return 1U << 30;
    }
}

std::string stringOf(DcmElement& element) {
    OFString value;
    if (element.getOFStringArray(value, OFFalse).bad()) return {};
    return {value.c_str(), value.length()};
}

// Values of a multi-valued element, each changed by f.
template <class F>
std::string eachValue(const std::string& text, bool several, F&& f) {
    if (!several) return f(text);
    std::string out;
    std::size_t start = 0;
    while (true) {
        const auto end = std::min(text.find('\\', start), text.size());
        out += f(text.substr(start, end - start));
        if (end == text.size()) return out;
        out += '\\';
        start = end + 1;
    }
}

bool singleValued(DcmEVR vr) { return vr == EVR_ST || vr == EVR_LT || vr == EVR_UT || vr == EVR_UR; }

// A page that says that there was one: for documents whose object needs one.
constexpr std::string_view kNoDocument =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

class Worker {
public:
    Worker(const DeidRules& rules, Scrubber scrubber, std::string patientKey, int shiftDays)
        : m_rules(rules), m_scrubber(std::move(scrubber)), m_patientKey(std::move(patientKey)), m_shift(shiftDays) {}

    // dummyTexts: inside a sequence that is to become a dummy, free text goes whatever it says.
    void item(DcmItem& item, bool dummyTexts) {
        std::vector<DcmElement*> elements;
        for (unsigned long i = 0; i < item.card(); ++i) elements.push_back(item.getElement(i));
        for (auto* element : elements) {
            const DeidAction action = actionFor(*element);
            if (action == DeidAction::Remove) {
                delete item.remove(element);
            } else {
                apply(*element, action, dummyTexts);
            }
        }
    }
    int removedUnknown() const { return m_unknown; }
    bool failed() const { return m_failed; }

private:
    DeidAction actionFor(DcmElement& element) {
        const std::uint32_t tag = tagOfElement(element);
        const std::uint32_t group = tag >> 16;
        const bool repeating = (group & 0xFF00U) == 0x5000U || (group & 0xFF00U) == 0x6000U;
        if ((group & 1U) != 0 || repeating || (tag & 0xFFFFU) == 0) return DeidAction::Remove;
        if (const auto* action = m_rules.profile.find(tag, m_rules.options)) return *action;
        const DcmEVR vr = element.getTag().getEVR();
        if (element.ident() == EVR_UN || vr == EVR_UN) {
            ++m_unknown;
            return DeidAction::Remove;
        }
        if (vr == EVR_PN) return DeidAction::Zero;
        if (isDateVr(vr))
            return m_rules.options.dates == KeepDates::Full       ? DeidAction::Keep
                   : m_rules.options.dates == KeepDates::Modified ? DeidAction::Clean
                                                                  : DeidAction::Zero;
        if (vr == EVR_UI) return m_rules.options.keepUids ? DeidAction::Keep : DeidAction::MapUid;
        return DeidAction::Keep;
    }

    void apply(DcmElement& element, DeidAction action, bool dummyTexts) {
        const std::uint32_t tag = tagOfElement(element);
        const DcmEVR vr = element.getTag().getEVR();
        if (vr == EVR_SQ || element.ident() == EVR_SQ) return sequence(element, action, dummyTexts);
        if (tag == kPatientName || tag == kPatientId) return put(element, m_rules.identities.pseudonym(m_patientKey));
        switch (action) {
            case DeidAction::Zero: put(element, ""); return;
            case DeidAction::Dummy: dummy(element, vr); return;
            case DeidAction::MapUid: mapUids(element); return;
            case DeidAction::Clean:
                if (isDateVr(vr)) return shift(element, vr);
                break;
            case DeidAction::Keep:
            case DeidAction::Remove: break;
        }
        const bool code = tag == 0x00080100 || tag == 0x00080102 || tag == 0x00080103 || tag == 0x00080104;
        if (dummyTexts && isFreeText(vr) && !code) return put(element, "REMOVED");
        if (dummyTexts && (vr == EVR_PN || isDateVr(vr))) return dummy(element, vr);
        scrub(element, vr);
    }

    void sequence(DcmElement& element, DeidAction action, bool dummyTexts) {
        auto* sequence = dynamic_cast<DcmSequenceOfItems*>(&element);
        if (sequence == nullptr) return;
        if (action == DeidAction::Zero) {
            sequence->clear();
            return;
        }
        for (unsigned long i = 0; i < sequence->card(); ++i)
            item(*sequence->getItem(i), dummyTexts || action == DeidAction::Dummy);
    }

    void put(DcmElement& element, const std::string& value) {
        if (element.putString(value.c_str()).bad()) m_failed = true;
    }

    void dummy(DcmElement& element, DcmEVR vr) {
        const std::uint32_t tag = tagOfElement(element);
        if (tag == kEncapsulated) {
            std::vector<Uint8> bytes(kNoDocument.begin(), kNoDocument.end());
            if (bytes.size() % 2 == 1) bytes.push_back('\n');
            if (element.putUint8Array(bytes.data(), bytes.size()).bad()) m_failed = true;
            return;
        }
        switch (vr) {
            case EVR_PN: return put(element, m_rules.identities.pseudonym(m_patientKey));
            case EVR_DA: return put(element, "19000101");
            case EVR_TM: return put(element, "000000");
            case EVR_DT: return put(element, tag == kContextVersion ? "19000101" : "19000101000000");
            case EVR_UI: return mapUids(element);
            case EVR_AS: return put(element, "000Y");
            case EVR_IS:
            case EVR_DS: return put(element, "0");
            case EVR_LO:
            case EVR_SH:
            case EVR_ST:
            case EVR_LT:
            case EVR_UT:
            case EVR_UC:
            case EVR_CS:
            case EVR_AE:
            case EVR_UR: return put(element, "REMOVED");
            case EVR_OB:
            case EVR_UN: {
                const Uint8 zeros[2] = {0, 0};
                if (element.putUint8Array(zeros, 2).bad()) m_failed = true;
                return;
            }
            default: element.clear(); return;  // a number: the table asks for none
        }
    }

    void mapUids(DcmElement& element) {
        const std::uint32_t tag = tagOfElement(element);
        if (kClassUids.count(tag) != 0) return;
        put(element, eachValue(stringOf(element), true, [&](const std::string& uid) {
                return uid.empty() || uid.starts_with(kStandardUids) ? uid : m_rules.identities.uid(uid);
            }));
    }

    void shift(DcmElement& element, DcmEVR vr) {
        if (vr == EVR_TM) return;  // the time of day tells nobody
        put(element, eachValue(stringOf(element), true, [&](const std::string& value) {
                if (value.size() < 8) return std::string();
                const std::string date = shiftedDate(value.substr(0, 8), m_shift);
                return date.empty() ? date : date + value.substr(8);
            }));
    }

    void scrub(DcmElement& element, DcmEVR vr) {
        const bool number = vr == EVR_DS || vr == EVR_IS || vr == EVR_TM || vr == EVR_DA || vr == EVR_DT;
        if (!isText(vr) && !number) return;
        const std::string text = stringOf(element);
        if (text.empty() || !m_scrubber.finds(text)) return;
        // A number that holds the digits of an identifier is a number; one that holds letters is none.
        if (number) {
            const bool letters = std::any_of(text.begin(), text.end(), [](char c) {
                return static_cast<unsigned char>(c) >= 0x80 ||
                       (c != 'E' && c != 'e' && std::isalpha(static_cast<unsigned char>(c)) != 0);
            });
            if (letters) put(element, "");
            return;
        }
        put(element, eachValue(text, !singleValued(vr), [&](const std::string& value) {
                return cleanLength(m_scrubber.clean(value), maxLength(vr));
            }));
    }

    static std::string cleanLength(std::string text, std::size_t most) {
        std::size_t count = 0;
        for (std::size_t i = 0; i < text.size(); ++i)
            if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U && ++count > most) {
                text.resize(i);
                break;
            }
        return text;
    }

    const DeidRules& m_rules;
    Scrubber m_scrubber;
    std::string m_patientKey;
    int m_shift;
    int m_unknown = 0;
    bool m_failed = false;
};

void collect(DcmItem& item, const DeidOptions& options, Scrubber& scrubber, int depth) {
    constexpr int kMaxDepth = 70;  // the pre-scan allows 64
    static const std::set<std::uint32_t> kNumbers = {0x00100020, 0x00101000, 0x00080050, 0x00380010, 0x00401001,
                                                     0x00321001, 0x00102154, 0x00101090, 0x00402016, 0x00402017,
                                                     0x00400244, 0x00101002, 0x00080010, 0x00200010};
    static const std::set<std::uint32_t> kInstitution = {0x00080080, 0x00080081, 0x00081040};
    static const std::set<std::uint32_t> kDevice = {0x00081010, 0x00181000};
    static const std::set<std::uint32_t> kPlaces = {0x00101040, 0x00102150, 0x00102152, 0x00380300, 0x00380400};
    if (depth > kMaxDepth) return;
    for (unsigned long i = 0; i < item.card(); ++i) {
        DcmElement* element = item.getElement(i);
        const std::uint32_t tag = tagOfElement(*element);
        if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element)) {
            for (unsigned long k = 0; k < sequence->card(); ++k)
                collect(*sequence->getItem(k), options, scrubber, depth + 1);
            continue;
        }
        const DcmEVR vr = element->getTag().getEVR();
        if (vr == EVR_PN) scrubber.addName(stringOf(*element));
        if (kNumbers.count(tag) != 0 || (kDevice.count(tag) != 0 && !options.keepDevice))
            scrubber.addNumber(stringOf(*element));
        if (kPlaces.count(tag) != 0 || (kInstitution.count(tag) != 0 && !options.keepInstitution))
            scrubber.addWords(stringOf(*element));
        if (tag == 0x00100030) scrubber.addDate(stringOf(*element));
    }
}

std::string textAt(DcmItem& item, const DcmTagKey& tag) {
    OFString value;
    item.findAndGetOFStringArray(tag, value);
    return {value.c_str(), value.length()};
}

// Was this object made by us, with this secret and moved dates? Then its dates move no more.
bool movedBefore(DcmItem& dataset, const IdentityMap& identities) {
    return identities.isOwnPseudonym(textAt(dataset, DCM_PatientID)) &&
           textAt(dataset, DCM_LongitudinalTemporalInformationModified) == "MODIFIED";
}

base::Status stateMethod(DcmDataset& dataset, const DeidOptions& options, bool pixelsCleaned) {
    DatasetFiller fill(dataset);
    fill.text(DCM_PatientIdentityRemoved, "YES");
    fill.text(DCM_DeidentificationMethod, "DICOM PS3.15 Annex E by Hilum, research use only");
    delete dataset.remove(DCM_DeidentificationMethodCodeSequence);
    for (const auto& [value, meaning] : methodCodes(options, pixelsCleaned)) {
        DcmItem* item = nullptr;
        fill.require(dataset.findOrCreateSequenceItem(DCM_DeidentificationMethodCodeSequence, item, -2).good() &&
                         item != nullptr,
                     DCM_DeidentificationMethodCodeSequence);
        if (item == nullptr) break;
        DatasetFiller inner(*item);
        inner.text(DCM_CodeValue, value);
        inner.text(DCM_CodingSchemeDesignator, "DCM");
        inner.text(DCM_CodeMeaning, meaning);
        fill.take(inner);
    }
    fill.text(DCM_LongitudinalTemporalInformationModified, options.dates == KeepDates::Full       ? "UNMODIFIED"
                                                           : options.dates == KeepDates::Modified ? "MODIFIED"
                                                                                                  : "REMOVED");
    if (pixelsCleaned) fill.text(DCM_BurnedInAnnotation, "NO");
    return fill.status();
}

}  // namespace

Scrubber identifiersOf(DcmItem& dataset, const DeidOptions& options) {
    Scrubber scrubber;
    collect(dataset, options, scrubber, 0);
    return scrubber;
}

std::string patientKeyOf(DcmItem& dataset) {
    if (auto id = textAt(dataset, DCM_PatientID); !id.empty()) return id;
    const std::string name = textAt(dataset, DCM_PatientName);
    if (!name.empty()) return name + "|" + textAt(dataset, DCM_PatientBirthDate);
    return "study " + textAt(dataset, DCM_StudyInstanceUID);
}

std::string shiftedDate(const std::string& date, int days) {
    using namespace std::chrono;
    if (date.size() != 8 ||
        !std::all_of(date.begin(), date.end(), [](unsigned char c) { return std::isdigit(c) != 0; }))
        return {};
    const year_month_day from{year(std::stoi(date.substr(0, 4))),
                              month(static_cast<unsigned>(std::stoi(date.substr(4, 2)))),
                              day(static_cast<unsigned>(std::stoi(date.substr(6, 2))))};
    if (!from.ok()) return {};
    const year_month_day to(sys_days(from) + std::chrono::days(days));
    const int y = static_cast<int>(to.year());
    if (y < 1 || y > 9999) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%04d%02u%02u", y, static_cast<unsigned>(to.month()),
                  static_cast<unsigned>(to.day()));
    return text;
}

base::Status applyProfile(DcmDataset& dataset, const DeidRules& rules, bool pixelsCleaned,
                          std::vector<std::string>& warnings) {
    const std::string patient = patientKeyOf(dataset);
    const int shift = movedBefore(dataset, rules.identities) ? 0 : rules.identities.dateShiftDays(patient);
    Worker worker(rules, identifiersOf(dataset, rules.options), patient, shift);
    worker.item(dataset, false);
    if (worker.failed())
        return base::makeError(base::ErrorCode::Internal,
                               "An attribute could not be replaced, so nothing was written of this file; the log has "
                               "the details.");
    if (worker.removedUnknown() > 0)
        warnings.push_back(std::to_string(worker.removedUnknown()) +
                           " attributes of an unknown kind were removed, for nobody can say what is in them.");
    // A file without a patient gets one: type 2 of every object.
    DatasetFiller fill(dataset);
    for (const DcmTagKey& tag : {DCM_PatientName, DCM_PatientID})
        if (!dataset.tagExists(tag)) fill.text(tag, rules.identities.pseudonym(patient));
    HILUM_TRY_STATUS(fill.status());
    return stateMethod(dataset, rules.options, pixelsCleaned);
}

}  // namespace hilum::dicom

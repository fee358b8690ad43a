"""Certificates and payment records over what arrived."""

from shebao.bureau.session import SessionCalls, overlapping
from shebao.contract.certificates import Certificate, CertificateList, CertificateQuery
from shebao.contract.queries import EmployeeRecord, EmployeeRecordQuery, UnitRecord


class CertificateCalls(SessionCalls):
    """What proves that it was paid."""

    def certificate(self, certificate_no: str) -> Certificate:
        """Return one certificate."""
        return self._read("GET", f"/v1/certificates/{certificate_no}", Certificate)

    def certificates(self, first_period: str, last_period: str) -> CertificateList:
        """Return the certificates over these periods, newest first."""
        return self._read(
            "GET",
            "/v1/certificates",
            CertificateList,
            params=overlapping(first_period, last_period),
        )

    def verify_certificate(self, query: CertificateQuery) -> Certificate:
        """Return the certificate that the nine fields describe, valid or voided."""
        return self._read("POST", "/v1/certificates/verify", Certificate, body=query)

    def employee_record(self, query: EmployeeRecordQuery) -> EmployeeRecord:
        """Return what arrived for one employee; empty when there is nothing."""
        return self._read("POST", "/v1/employee-records/query", EmployeeRecord, body=query)

    def unit_record(self, first_period: str, last_period: str) -> UnitRecord:
        """Return what arrived for the unit."""
        params = {"from": first_period, "to": last_period}
        return self._read("GET", "/v1/unit-record", UnitRecord, params=params)
